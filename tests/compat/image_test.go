package compat

import (
	"slices"
	"testing"
	"time"

	"github.com/go-openapi/strfmt"
	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/models"
)

var imageStories = []story{
	{"an image is created, resolved, changed and deleted", imageLife},
	{"an image that cannot be is refused with the reason", imageRefusals},
}

// createImage makes an image whose file is the one of the plant's own image, so that the plant's HEAD request for it succeeds.
func (w *world) createImage(t *testing.T, os, version string) string {
	t.Helper()
	id := at(must(w.admin.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
		ID: ptr(os + "-" + version), Name: "made by a test", URL: ptr(w.imageFor(t, "machine").URL), Features: []string{"machine"},
	}), nil)).Payload.ID)
	afterwards(t, "image "+id, func() error {
		_, err := w.admin.Image().DeleteImage(image.NewDeleteImageParams().WithID(id), nil)
		return err
	})
	return id
}

func imageLife(t *testing.T, w *world) {
	os := "compat-os" + w.run
	older, newer := w.createImage(t, os, "24.4.20250101"), w.createImage(t, os, "24.4.20250607")
	other := w.createImage(t, os, "24.5.20250101")
	all := []string{older, newer, other}
	find := func(filter models.V1ImageFindRequest) []string {
		found := must(w.view.Image().FindImages(image.NewFindImagesParams().WithBody(&filter), nil)).Payload
		return ids(found, func(i *models.V1ImageResponse) *string { return i.ID })
	}
	run(t, "defaults are filled in", func(t *testing.T) {
		made := must(w.view.Image().FindImage(image.NewFindImageParams().WithID(older), nil)).Payload
		equal(t, "classification", made.Classification, "preview")
		days := time.Until(time.Time(at(made.ExpirationDate))).Hours() / 24
		check(t, days > 89 && days < 91, "it expires in %f days", days)
	})
	run(t, "it is found by every filter", func(t *testing.T) {
		for what, got := range map[string][]string{
			"os":      find(models.V1ImageFindRequest{Os: os}),
			"feature": find(models.V1ImageFindRequest{Os: os, Features: []string{"machine"}}),
			"class":   find(models.V1ImageFindRequest{Os: os, Classification: "preview"}),
			"name":    find(models.V1ImageFindRequest{Os: os, Name: "made by a test"}),
		} {
			check(t, slices.Equal(got, all), "by %s: %v", what, got)
		}
		check(t, slices.Equal(find(models.V1ImageFindRequest{ID: older}), []string{older}), "by id")
		check(t, slices.Equal(find(models.V1ImageFindRequest{Os: os, Version: "24.5.20250101"}), []string{other}), "by version")
		check(t, len(find(models.V1ImageFindRequest{Os: os, Features: []string{"machine", "firewall"}})) == 0, "by both features")
		listed := must(w.view.Image().ListImages(image.NewListImagesParams().WithShowUsage(ptr(true)), nil)).Payload
		listedIDs := ids(listed, func(i *models.V1ImageResponse) *string { return i.ID })
		for _, id := range all {
			check(t, slices.Contains(listedIDs, id), "the list lacks %s", id)
		}
	})
	run(t, "a shorthand means the newest", func(t *testing.T) {
		latest := func(id string) string {
			return at(must(w.view.Image().FindLatestImage(image.NewFindLatestImageParams().WithID(id), nil)).Payload.ID)
		}
		equal(t, "latest of major.minor", latest(os+"-24.4"), newer)
		equal(t, "latest of a full id", latest(older), older)
		queried := must(w.view.Image().QueryImagesByID(image.NewQueryImagesByIDParams().WithID(os+"-24.4"), nil)).Payload
		check(t, slices.Equal(ids(queried, func(i *models.V1ImageResponse) *string { return i.ID }), []string{older, newer}), "queried")
		none := must(w.view.Image().QueryImagesByID(image.NewQueryImagesByIDParams().WithID(os+"-23.1"), nil)).Payload
		equal(t, "of another version", len(none), 0)
		_, err := w.view.Image().FindLatestImage(image.NewFindLatestImageParams().WithID(os+"-23.1"), nil)
		refused[*image.FindLatestImageDefault](t, err, 404)
		_, err = w.view.Image().FindImage(image.NewFindImageParams().WithID(os+"-24.4"), nil)
		refused[*image.FindImageDefault](t, err, 404)
	})
	run(t, "creating it again is a typed conflict", func(t *testing.T) {
		_, err := w.admin.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
			ID: ptr(older), URL: ptr(w.imageFor(t, "machine").URL)}), nil)
		refused[*image.CreateImageConflict](t, err, 409)
	})
	run(t, "it is changed where it says so and nowhere else", func(t *testing.T) {
		expires := strfmt.DateTime(time.Now().Add(time.Hour).UTC().Truncate(time.Second))
		changed := must(w.admin.Image().UpdateImage(image.NewUpdateImageParams().WithBody(&models.V1ImageUpdateRequest{
			ID: ptr(older), Classification: "supported", ExpirationDate: &expires}), nil)).Payload
		equal(t, "classification", changed.Classification, "supported")
		equal(t, "name", changed.Name, "made by a test")
		check(t, time.Time(at(changed.ExpirationDate)).Equal(time.Time(expires)), "it expires at %s", changed.ExpirationDate)
		changed = must(w.admin.Image().UpdateImage(image.NewUpdateImageParams().WithBody(&models.V1ImageUpdateRequest{
			ID: ptr(older), Features: []string{"machine", "firewall"}}), nil)).Payload
		check(t, sameSet(changed.Features, []string{"machine", "firewall"}), "features: %v", changed.Features)
		check(t, time.Time(at(changed.ExpirationDate)).Equal(time.Time(expires)), "null changed the date to %s", changed.ExpirationDate)
	})
}

func imageRefusals(t *testing.T, w *world) {
	good := w.imageFor(t, "machine").URL
	for what, wrong := range map[string]models.V1ImageCreateRequest{
		"no version":              {ID: ptr("compatos"), URL: ptr(good)},
		"no id":                   {ID: ptr(""), URL: ptr(good)},
		"no address":              {ID: ptr("compat" + w.run + "-1.0.0"), URL: ptr("")},
		"an address that is dead": {ID: ptr("compat" + w.run + "-1.0.0"), URL: ptr("http://127.0.0.1:1/img.tar.lz4")},
		"a file that is missing":  {ID: ptr("compat" + w.run + "-1.0.0"), URL: ptr(good + ".missing")},
		"an unknown feature":      {ID: ptr("compat" + w.run + "-1.0.0"), URL: ptr(good), Features: []string{"router"}},
		"an unknown class":        {ID: ptr("compat" + w.run + "-1.0.0"), URL: ptr(good), Classification: "fine"},
	} {
		made, err := w.admin.Image().CreateImage(image.NewCreateImageParams().WithBody(&wrong), nil)
		if err == nil {
			must(w.admin.Image().DeleteImage(image.NewDeleteImageParams().WithID(at(made.Payload.ID)), nil))
			t.Errorf("%s: it was created", what)
			continue
		}
		refused[*image.CreateImageDefault](t, err, 400)
	}
	_, err := w.admin.Image().UpdateImage(image.NewUpdateImageParams().WithBody(&models.V1ImageUpdateRequest{ID: ptr("compat-none-1.0.0")}), nil)
	refused[*image.UpdateImageDefault](t, err, 404)
	_, err = w.admin.Image().DeleteImage(image.NewDeleteImageParams().WithID("compat-none-1.0.0"), nil)
	refused[*image.DeleteImageDefault](t, err, 404)
	_, err = w.view.Image().QueryImagesByID(image.NewQueryImagesByIDParams().WithID("compatos"), nil)
	refused[*image.QueryImagesByIDDefault](t, err, 404)
}
