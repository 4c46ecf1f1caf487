package compat

import (
	"fmt"
	"slices"
	"testing"

	"github.com/metal-stack/metal-go/api/client/size"
	"github.com/metal-stack/metal-go/api/client/sizeimageconstraint"
	"github.com/metal-stack/metal-go/api/models"
)

var sizeStories = []story{
	{"a size is created, found, changed and deleted", sizeLife},
	{"a size is suggested for a machine of the rack", sizeSuggestion},
	{"a size is reserved for a project", sizeReservations},
	{"a size admits some versions of an image", sizeImageConstraints},
}

func constraint(kind string, low, high int64) *models.V1SizeConstraint {
	return &models.V1SizeConstraint{Type: ptr(kind), Min: low, Max: high}
}

// createSize makes a size that no machine has.
func (w *world) createSize(t *testing.T) string {
	t.Helper()
	cores := 1_000_000 + w.counter.Add(1)
	id := at(must(w.admin.Size().CreateSize(size.NewCreateSizeParams().WithBody(&models.V1SizeCreateRequest{
		ID: ptr(w.name("size")), Name: "made by a test", Labels: map[string]string{"compat": w.run},
		Constraints: []*models.V1SizeConstraint{constraint("cores", cores, cores), constraint("memory", 1, 2)},
	}), nil)).Payload.ID)
	afterwards(t, "size "+id, func() error {
		_, err := w.admin.Size().DeleteSize(size.NewDeleteSizeParams().WithID(id), nil)
		return err
	})
	return id
}

func sizeLife(t *testing.T, w *world) {
	id := w.createSize(t)
	made := must(w.view.Size().FindSize(size.NewFindSizeParams().WithID(id), nil)).Payload
	equal(t, "constraints", len(made.Constraints), 2)
	equal(t, "label", made.Labels["compat"], w.run)
	listed := must(w.view.Size().ListSizes(size.NewListSizesParams(), nil)).Payload
	check(t, slices.Contains(ids(listed, func(s *models.V1SizeResponse) *string { return s.ID }), id), "the list lacks it")

	run(t, "creating it again is a typed conflict", func(t *testing.T) {
		_, err := w.admin.Size().CreateSize(size.NewCreateSizeParams().WithBody(&models.V1SizeCreateRequest{
			ID: ptr(id), Constraints: []*models.V1SizeConstraint{constraint("cores", 2_000_000, 2_000_000)}}), nil)
		refused[*size.CreateSizeConflict](t, err, 409)
	})
	run(t, "it is changed where it says so and nowhere else", func(t *testing.T) {
		changed := must(w.admin.Size().UpdateSize(size.NewUpdateSizeParams().WithBody(&models.V1SizeUpdateRequest{
			ID: ptr(id), Description: "changed"}), nil)).Payload
		equal(t, "description", changed.Description, "changed")
		equal(t, "name", changed.Name, made.Name)
		equal(t, "constraints", len(changed.Constraints), 2)
		equal(t, "label", changed.Labels["compat"], w.run)
		wider := append(changed.Constraints, constraint("storage", 1, 2))
		changed = must(w.admin.Size().UpdateSize(size.NewUpdateSizeParams().WithBody(&models.V1SizeUpdateRequest{
			ID: ptr(id), Constraints: wider}), nil)).Payload
		equal(t, "constraints", len(changed.Constraints), 3)
	})
	run(t, "a size that cannot be is refused", func(t *testing.T) {
		same := must(w.view.Size().FindSize(size.NewFindSizeParams().WithID(id), nil)).Payload.Constraints
		for what, wrong := range map[string]struct {
			id          string
			constraints []*models.V1SizeConstraint
			status      int
		}{
			"no id":                     {"", []*models.V1SizeConstraint{constraint("cores", 3_000_000, 3_000_000)}, 400},
			"the name of no size":       {"unknown", []*models.V1SizeConstraint{constraint("cores", 3_000_000, 3_000_000)}, 400},
			"max below min":             {w.name("size"), []*models.V1SizeConstraint{constraint("cores", 3_000_000, 1)}, 422},
			"gpu without identifier":    {w.name("size"), []*models.V1SizeConstraint{constraint("gpu", 1, 1)}, 422},
			"two memories":              {w.name("size"), []*models.V1SizeConstraint{constraint("memory", 1, 1), constraint("memory", 2, 2)}, 422},
			"what another size is made": {w.name("size"), same, 400},
		} {
			_, err := w.admin.Size().CreateSize(size.NewCreateSizeParams().WithBody(&models.V1SizeCreateRequest{
				ID: ptr(wrong.id), Constraints: wrong.constraints}), nil)
			if err == nil {
				_, _ = w.admin.Size().DeleteSize(size.NewDeleteSizeParams().WithID(wrong.id), nil)
				t.Errorf("%s: it was created", what)
				continue
			}
			refused[*size.CreateSizeDefault](t, err, wrong.status)
		}
		_, err := w.view.Size().FindSize(size.NewFindSizeParams().WithID("compat-none"), nil)
		refused[*size.FindSizeDefault](t, err, 404)
		_, err = w.admin.Size().UpdateSize(size.NewUpdateSizeParams().WithBody(&models.V1SizeUpdateRequest{ID: ptr("compat-none")}), nil)
		refused[*size.UpdateSizeDefault](t, err, 404)
	})
}

func sizeSuggestion(t *testing.T, w *world) {
	m := w.free(t)
	var cores, disks int64
	for _, cpu := range m.Hardware.Cpus {
		cores += at(cpu.Cores)
	}
	for _, disk := range m.Hardware.Disks {
		disks += at(disk.Size)
	}
	suggested := must(w.view.Size().Suggest(size.NewSuggestParams().WithBody(&models.V1SizeSuggestRequest{MachineID: m.ID}), nil)).Payload
	got := map[string]string{}
	for _, c := range suggested {
		got[at(c.Type)] = fmt.Sprint(c.Min, c.Max)
	}
	for kind, amount := range map[string]int64{"cores": cores, "memory": at(m.Hardware.Memory), "storage": disks} {
		equal(t, kind, got[kind], fmt.Sprint(amount, amount))
	}
	_, err := w.view.Size().Suggest(size.NewSuggestParams().WithBody(&models.V1SizeSuggestRequest{}), nil)
	refused[*size.SuggestDefault](t, err, 400)
	_, err = w.view.Size().Suggest(size.NewSuggestParams().WithBody(&models.V1SizeSuggestRequest{MachineID: ptr(nowhere)}), nil)
	refused[*size.SuggestDefault](t, err, 404)
}

func sizeReservations(t *testing.T, w *world) {
	sizeID, projectID := w.createSize(t), w.project(t)
	request := &models.V1SizeReservationCreateRequest{
		ID: ptr(""), Name: "made by a test", Amount: ptr(int32(2)), Sizeid: ptr(sizeID), Projectid: ptr(projectID),
		Partitionids: []string{w.status.Partition}, Labels: map[string]string{"compat": w.run},
	}
	made := must(w.edit.Size().CreateSizeReservation(size.NewCreateSizeReservationParams().WithBody(request), nil)).Payload
	id := at(made.ID)
	check(t, id != "", "no id was made up")
	gone := false
	afterwards(t, "reservation "+id, func() error {
		if gone {
			return nil
		}
		_, err := w.edit.Size().DeleteSizeReservation(size.NewDeleteSizeReservationParams().WithID(id), nil)
		return err
	})
	find := func(filter models.V1SizeReservationListRequest) []string {
		found := must(w.view.Size().FindSizeReservations(size.NewFindSizeReservationsParams().WithBody(&filter), nil)).Payload
		return ids(found, func(r *models.V1SizeReservationResponse) *string { return r.ID })
	}
	run(t, "it is found by every filter", func(t *testing.T) {
		for what, filter := range map[string]models.V1SizeReservationListRequest{
			"id":        {ID: id},
			"size":      {Sizeid: sizeID},
			"project":   {Projectid: projectID},
			"partition": {Sizeid: sizeID, Partitionid: w.status.Partition},
		} {
			found := find(filter)
			check(t, slices.Equal(found, []string{id}), "by %s: %v", what, found)
		}
		check(t, len(find(models.V1SizeReservationListRequest{ID: id, Partitionid: "compat-none"})) == 0, "found in another partition")
		listed := must(w.view.Size().ListSizeReservations(size.NewListSizeReservationsParams(), nil)).Payload
		check(t, slices.Contains(ids(listed, func(r *models.V1SizeReservationResponse) *string { return r.ID }), id), "the list lacks it")
		equal(t, "the same by its id", at(must(w.view.Size().GetSizeReservation(size.NewGetSizeReservationParams().WithID(id), nil)).Payload.Amount), 2)
	})
	run(t, "its use is counted per partition", func(t *testing.T) {
		usage := must(w.view.Size().SizeReservationsUsage(size.NewSizeReservationsUsageParams().WithBody(
			&models.V1SizeReservationListRequest{ID: id}), nil)).Payload
		if len(usage) != 1 {
			t.Fatalf("expected one row, got %d", len(usage))
		}
		equal(t, "partition", at(usage[0].Partitionid), w.status.Partition)
		equal(t, "amount", at(usage[0].Amount), 2)
		equal(t, "used", at(usage[0].Usedamount), 0)
		equal(t, "allocations", at(usage[0].Projectallocations), 0)
	})
	run(t, "it is changed where it says so", func(t *testing.T) {
		changed := must(w.edit.Size().UpdateSizeReservation(size.NewUpdateSizeReservationParams().WithBody(
			&models.V1SizeReservationUpdateRequest{ID: ptr(id), Amount: ptr(int32(3))}), nil)).Payload
		equal(t, "amount", at(changed.Amount), 3)
		equal(t, "name", changed.Name, request.Name)
		check(t, slices.Equal(changed.Partitionids, request.Partitionids), "partitions: %v", changed.Partitionids)
	})
	run(t, "a size with reservations is not deleted", func(t *testing.T) {
		_, err := w.admin.Size().DeleteSize(size.NewDeleteSizeParams().WithID(sizeID), nil)
		refused[*size.DeleteSizeDefault](t, err, 422)
	})
	run(t, "a reservation that cannot be is refused", func(t *testing.T) {
		type reservation = models.V1SizeReservationCreateRequest
		for what, wrong := range map[string]struct {
			change func(*reservation)
			status int
		}{
			"an unknown size":      {func(r *reservation) { r.Sizeid = ptr("compat-none") }, 404},
			"an unknown project":   {func(r *reservation) { r.Projectid = ptr(nowhere) }, 404},
			"an amount of nothing": {func(r *reservation) { r.Amount = ptr(int32(0)) }, 400},
			"no partition":         {func(r *reservation) { r.Partitionids = nil }, 400},
			"one partition twice":  {func(r *reservation) { r.Partitionids = append(r.Partitionids, r.Partitionids...) }, 400},
		} {
			r := *request
			r.Partitionids = slices.Clone(request.Partitionids)
			wrong.change(&r)
			made, err := w.edit.Size().CreateSizeReservation(size.NewCreateSizeReservationParams().WithBody(&r), nil)
			if err == nil {
				must(w.edit.Size().DeleteSizeReservation(size.NewDeleteSizeReservationParams().WithID(at(made.Payload.ID)), nil))
				t.Errorf("%s: it was created", what)
				continue
			}
			refused[*size.CreateSizeReservationDefault](t, err, wrong.status)
		}
		r := *request
		r.ID = ptr(id)
		_, err := w.edit.Size().CreateSizeReservation(size.NewCreateSizeReservationParams().WithBody(&r), nil)
		refused[*size.CreateSizeReservationConflict](t, err, 409)
		_, err = w.view.Size().GetSizeReservation(size.NewGetSizeReservationParams().WithID(nowhere), nil)
		refused[*size.GetSizeReservationDefault](t, err, 404)
	})
	run(t, "it is given up", func(t *testing.T) {
		must(w.edit.Size().DeleteSizeReservation(size.NewDeleteSizeReservationParams().WithID(id), nil))
		gone = true
		check(t, len(find(models.V1SizeReservationListRequest{ID: id})) == 0, "it is still found")
	})
}

func sizeImageConstraints(t *testing.T, w *world) {
	sizeID := w.createSize(t)
	imageID := w.createImage(t, "compatos"+w.run, "2.4.20250101")
	client := w.admin.Sizeimageconstraint()
	request := func(version string) *models.V1SizeImageConstraintBase {
		return &models.V1SizeImageConstraintBase{Images: map[string]string{"compatos" + w.run: version}}
	}
	must(client.CreateSizeImageConstraint(sizeimageconstraint.NewCreateSizeImageConstraintParams().WithBody(
		&models.V1SizeImageConstraintCreateRequest{ID: ptr(sizeID), Name: "made by a test", Constraints: request(">= 2.0.0")}), nil))
	afterwards(t, "constraint of "+sizeID, func() error {
		_, err := client.DeleteSizeImageConstraint(sizeimageconstraint.NewDeleteSizeImageConstraintParams().WithID(sizeID), nil)
		return err
	})
	try := func(size, image string) error {
		_, err := client.TrySizeImageConstraint(sizeimageconstraint.NewTrySizeImageConstraintParams().WithBody(
			&models.V1SizeImageConstraintTryRequest{Size: ptr(size), Image: ptr(image)}), nil)
		return err
	}
	found := must(w.view.Sizeimageconstraint().FindSizeImageConstraint(sizeimageconstraint.NewFindSizeImageConstraintParams().WithID(sizeID), nil)).Payload
	equal(t, "name", found.Name, "made by a test")
	listed := must(w.view.Sizeimageconstraint().ListSizeImageConstraints(sizeimageconstraint.NewListSizeImageConstraintsParams(), nil)).Payload
	check(t, slices.Contains(ids(listed, func(c *models.V1SizeImageConstraintResponse) *string { return c.ID }), sizeID), "the list lacks it")
	must0(try(sizeID, imageID))

	must(client.UpdateSizeImageConstraint(sizeimageconstraint.NewUpdateSizeImageConstraintParams().WithBody(
		&models.V1SizeImageConstraintUpdateRequest{ID: ptr(sizeID), Constraints: request(">= 3.0.0")}), nil))
	refused[*sizeimageconstraint.TrySizeImageConstraintDefault](t, try(sizeID, imageID), 422)
	refused[*sizeimageconstraint.TrySizeImageConstraintDefault](t, try(sizeID, ""), 400)
	refused[*sizeimageconstraint.TrySizeImageConstraintDefault](t, try("compat-none", imageID), 404)

	_, err := client.CreateSizeImageConstraint(sizeimageconstraint.NewCreateSizeImageConstraintParams().WithBody(
		&models.V1SizeImageConstraintCreateRequest{ID: ptr(sizeID), Constraints: request(">= 2.0.0")}), nil)
	refused[*sizeimageconstraint.CreateSizeImageConstraintConflict](t, err, 409)
	_, err = client.UpdateSizeImageConstraint(sizeimageconstraint.NewUpdateSizeImageConstraintParams().WithBody(
		&models.V1SizeImageConstraintUpdateRequest{ID: ptr(sizeID), Constraints: request("about 2")}), nil)
	refused[*sizeimageconstraint.UpdateSizeImageConstraintDefault](t, err, 400)
	_, err = client.FindSizeImageConstraint(sizeimageconstraint.NewFindSizeImageConstraintParams().WithID("compat-none"), nil)
	refused[*sizeimageconstraint.FindSizeImageConstraintDefault](t, err, 404)
}
