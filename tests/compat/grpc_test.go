package compat

import (
	"context"
	"fmt"
	"testing"
	"time"

	v1 "github.com/metal-stack/metal-api/pkg/api/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/protobuf/types/known/timestamppb"
)

var grpcStories = []story{
	{"a machine that waits hears of it every five seconds and is not sent away", waitStream},
	{"a connection that nobody uses stays open while its client pings", idleConnection},
	{"the boot services answer an installer", bootServices},
	{"who shows no certificate is refused", withoutCertificate},
}

// keepaliveOfClients is what the installer, the boot server and the switch agent are built with.
var keepaliveOfClients = keepalive.ClientParameters{Time: 10 * time.Second, Timeout: time.Second, PermitWithoutStream: true}

// holding is longer than three pings.
const holding = 33 * time.Second

func (w *world) dial(t *testing.T, transport credentials.TransportCredentials) *grpc.ClientConn {
	t.Helper()
	connection := must(grpc.NewClient(w.status.GRPC.Address,
		grpc.WithTransportCredentials(transport), grpc.WithKeepaliveParams(keepaliveOfClients)))
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

func (w *world) dialAsMachine(t *testing.T) *grpc.ClientConn {
	t.Helper()
	return w.dial(t, credentials.NewTLS(must(w.status.GRPC.TLS())))
}

// steady watches that a connection does not leave the ready state, as it would after GOAWAY, until the context ends.
func steady(t *testing.T, ctx context.Context, connection *grpc.ClientConn) {
	t.Helper()
	equal(t, "state of the connection", connection.GetState(), connectivity.Ready)
	if connection.WaitForStateChange(ctx, connectivity.Ready) {
		t.Errorf("the connection went to %s", connection.GetState())
	}
}

func waitStream(t *testing.T, w *world) {
	id, connection := w.reportedMachine(t), w.dialAsMachine(t)
	ctx, cancel := context.WithTimeout(t.Context(), holding)
	defer cancel()
	stream := must(v1.NewBootServiceClient(connection).Wait(ctx, &v1.BootServiceWaitRequest{MachineId: id}))
	var beats []time.Duration
	for last := time.Now(); ; last = time.Now() {
		if _, err := stream.Recv(); err != nil {
			if ctx.Err() == nil {
				t.Fatalf("the stream ended after %d messages: %v", len(beats), err)
			}
			break
		}
		beats = append(beats, time.Since(last).Round(time.Second))
	}
	// Six or seven; a busy machine may take a while to open the stream.
	check(t, len(beats) >= 4 && len(beats) <= 8, "%d messages in %s", len(beats), holding)
	for _, beat := range beats[1:] {
		// Only a gap is bad: after a message that a busy machine held up, the next one comes sooner.
		check(t, beat <= 7*time.Second, "the messages came after %v", beats)
	}
	equal(t, "state of the connection", connection.GetState(), connectivity.Ready)
}

func idleConnection(t *testing.T, w *world) {
	connection := w.dialAsMachine(t)
	boot := v1.NewBootServiceClient(connection)
	must(boot.SuperUserPassword(t.Context(), &v1.BootServiceSuperUserPasswordRequest{}))
	ctx, cancel := context.WithTimeout(t.Context(), holding)
	defer cancel()
	steady(t, ctx, connection)
	must(boot.SuperUserPassword(t.Context(), &v1.BootServiceSuperUserPasswordRequest{}))
}

func bootServices(t *testing.T, w *world) {
	connection := w.dialAsMachine(t)
	boot, events := v1.NewBootServiceClient(connection), v1.NewEventServiceClient(connection)
	free := w.held(t) // other stories may hold all machines for a while, which is no delay of an answer
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()

	answer := must(boot.Boot(ctx, &v1.BootServiceBootRequest{Mac: "02:00:00:00:00:01", PartitionId: w.status.Partition}))
	equal(t, "kernel", answer.GetKernel(), w.partition.Bootconfig.Kernelurl)
	equal(t, "initrd", fmt.Sprint(answer.GetInitRamDisks()), fmt.Sprint([]string{w.partition.Bootconfig.Imageurl}))
	equal(t, "command line", answer.GetCmdline(), w.partition.Bootconfig.Commandline)
	_, err := boot.Boot(ctx, &v1.BootServiceBootRequest{Mac: "02:00:00:00:00:01", PartitionId: "compat-none"})
	check(t, err != nil, "it boots in a partition that does not exist")

	for what, request := range map[string]*v1.BootServiceRegisterRequest{
		"no uuid":     {Hardware: &v1.MachineHardware{}, Bios: &v1.MachineBIOS{}},
		"no hardware": {Uuid: nowhere, Bios: &v1.MachineBIOS{}},
		"no bios":     {Uuid: nowhere, Hardware: &v1.MachineHardware{}},
	} {
		_, err = boot.Register(ctx, request)
		check(t, err != nil, "it registers a machine with %s", what)
	}
	_, err = boot.Report(ctx, &v1.BootServiceReportRequest{Uuid: free, ConsolePassword: "p", BootInfo: &v1.BootInfo{}, Success: true})
	check(t, err != nil, "a machine without allocation reports an installation")

	send := func(event string) *v1.EventServiceSendResponse {
		return must(events.Send(ctx, &v1.EventServiceSendRequest{Events: map[string]*v1.MachineProvisioningEvent{
			free: {Time: timestamppb.Now(), Event: event, Message: "from a test"},
		}}))
	}
	equal(t, "stored", send("Alive").GetEvents(), 1)
	unknown := send("Dancing")
	equal(t, "stored", unknown.GetEvents(), 0)
	equal(t, "failed", fmt.Sprint(unknown.GetFailed()), fmt.Sprint([]string{free}))
}

func withoutCertificate(t *testing.T, w *world) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for what, transport := range map[string]credentials.TransportCredentials{
		"without a certificate": credentials.NewTLS(must(w.status.GRPC.Anonymous())),
		"without TLS":           insecure.NewCredentials(),
	} {
		_, err := v1.NewBootServiceClient(w.dial(t, transport)).SuperUserPassword(ctx, &v1.BootServiceSuperUserPasswordRequest{})
		check(t, err != nil, "%s it is let in", what)
	}
}
