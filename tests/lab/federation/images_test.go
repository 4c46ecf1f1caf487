package federation

import (
	"bufio"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metal-stack/metal-go/api/client/image"
	"github.com/metal-stack/metal-go/api/models"

	"metalplant.invalid/compat/kit"
	"metalplant.invalid/lab/wan"
)

var (
	imageMiB     = flag.Int("image-mib", 200, "size of the image that goes from one plant to another")
	imageReport  = flag.String("images-report", "", "folder that gets images-report.md")
	imageName    = "metal-os/20261101/lab/1.0/img.tar.lz4"
	filesPort    = 7
	imageChunk   = int64(4 << 20)
	imageMinutes = 80
)

// images plays an image that goes from one plant to another over a bad line, and how fast it is served there.
func images(t *testing.T) {
	properties := "url-check.enabled=false\nimages.streams=16\n"
	st := open(t, seat{partition: "alpha", properties: properties}, seat{partition: "beta", properties: properties})
	for _, s := range st.sides {
		wan.Knows(s.files(), s.place.Namespace)
	}
	figures := &imageFigures{}
	st.tell(t, []story{
		{"an image goes to the other plant through a line that loses a tenth and is cut three times, and no byte goes twice", figures.replicate},
		{"it is served there as fast as nginx serves it, or nearly", figures.serve},
	})
	if *imageReport != "" {
		kit.Must0(figures.write(filepath.Join(*imageReport, "images-report.md")))
	}
}

type imageFigures struct {
	size, received int64
	took, cut      time.Duration
	sha            string
	rounds         []servedRound
}

type servedRound struct {
	streams     int
	ours, nginx float64
}

func (s *side) files() string { return fmt.Sprintf("127.0.0.1:%d", s.base+filesPort) }

// fetched is how many bytes of images a plant has received since it started.
func (s *side) fetched() int64 {
	answer, err := http.Get("http://" + s.files() + "/metrics")
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if count, found := strings.CutPrefix(lines.Text(), "plant_images_fetched_bytes_total "); found {
			return kit.Must(strconv.ParseInt(count, 10, 64))
		}
	}
	return 0
}

// made writes a file that cannot be compressed, the same for the same seed.
func (f *imageFigures) made(path string) {
	file := kit.Must(os.Create(path))
	defer file.Close()
	sum, sum5 := sha256.New(), md5.New()
	chance := rand.NewChaCha8([32]byte{byte(*seed)})
	f.size = int64(*imageMiB) << 20
	kit.Must(io.CopyN(io.MultiWriter(file, sum, sum5), chance, f.size))
	f.sha = hex.EncodeToString(sum.Sum(nil))
	kit.Must0(os.WriteFile(path+".md5", []byte(hex.EncodeToString(sum5.Sum(nil))+"  img.tar.lz4\n"), 0o644))
}

func (f *imageFigures) replicate(t *testing.T, st *stage) {
	alpha, beta := st.side("alpha"), st.side("beta")
	st.join(t, alpha, beta)
	path := filepath.Join(t.TempDir(), "lab.img")
	f.made(path)
	kit.Must(alpha.plant.Ctl("image", "import", path, "--as", imageName, "--kind", "os"))
	kit.Must0(os.Remove(path))

	st.world.Between(alpha.place, beta.place, wan.Line{Loss: 0.1, Delay: 2 * time.Millisecond})
	before := beta.fetched()
	kit.Must(alpha.admin.Image().CreateImage(image.NewCreateImageParams().WithBody(&models.V1ImageCreateRequest{
		ID: kit.Ptr("lab-1.0.20261101"), Name: "lab", URL: kit.Ptr("http://images.plant.internal/" + imageName), Features: []string{"machine"},
	}), nil))
	kit.Eventually(t, 5*time.Minute, "beta begins to fetch", func() (bool, string) {
		return beta.fetched() > before, "nothing came"
	})
	began := time.Now()
	for i := int64(1); i <= 3; i++ {
		share := f.size * i / 4
		kit.Eventually(t, time.Duration(imageMinutes)*time.Minute/3, fmt.Sprintf("%d MiB are there", share>>20), func() (bool, string) {
			now := beta.fetched() - before
			return now >= share, fmt.Sprintf("%d MiB after %s", now>>20, time.Since(began).Round(time.Second))
		})
		t.Logf("%d of %d MiB after %s; the line is cut", (beta.fetched()-before)>>20, f.size>>20, time.Since(began).Round(time.Second))
		cut := time.Now()
		st.world.Between(alpha.place, beta.place, wan.Line{Down: true})
		quiet(t, beta)
		st.world.Between(alpha.place, beta.place, wan.Line{Loss: 0.1, Delay: 2 * time.Millisecond})
		f.cut += time.Since(cut)
	}
	kit.Eventually(t, time.Duration(imageMinutes)*time.Minute, "beta has the image", func() (bool, string) {
		answer, err := http.Head("http://" + beta.files() + "/" + imageName)
		if err != nil {
			return false, err.Error()
		}
		return answer.Header.Get("ETag") == `"`+f.sha+`"`,
			fmt.Sprintf("%s, %d MiB after %s", answer.Status, (beta.fetched()-before)>>20, time.Since(began).Round(time.Second))
	})
	f.took = time.Since(began)
	f.received = beta.fetched() - before
	t.Logf("%d bytes received for an image of %d, in %s", f.received, f.size, f.took.Round(time.Second))
	kit.Check(t, f.received >= f.size && f.received <= f.size+imageChunk,
		"%d bytes received for an image of %d: more than a chunk twice", f.received, f.size)
	st.world.Between(alpha.place, beta.place, wan.Line{})
}

// quiet waits until nothing comes any more, and then as long again as it takes a fetch to notice.
func quiet(t *testing.T, s *side) {
	last, since := s.fetched(), time.Now()
	kit.Eventually(t, patience, "nothing comes through a line that is down", func() (bool, string) {
		if now := s.fetched(); now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) > 20*time.Second, fmt.Sprintf("%d bytes", last)
	})
}

const nginxText = `worker_processes 2;
daemon off;
pid %[1]s/pid;
error_log %[1]s/error;
events { worker_connections 512; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path %[1]s; proxy_temp_path %[1]s; fastcgi_temp_path %[1]s; uwsgi_temp_path %[1]s; scgi_temp_path %[1]s;
  server { listen 127.0.0.1:8079; root %[1]s/root; }
}
`

// nginx is Debian's, from its package, unpacked and not installed.
func nginx(t *testing.T, s *side, object string) {
	folder := kit.Must(os.MkdirTemp("", "nginx"))
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	kit.Must0(os.Chmod(folder, 0o755))
	program := "/usr/sbin/nginx"
	if _, err := os.Stat(program); err != nil {
		fetch := exec.Command("sh", "-c", "apt-get download -q nginx && dpkg-deb -x nginx_*.deb .")
		fetch.Dir = folder
		if out, err := fetch.CombinedOutput(); err != nil {
			t.Fatalf("nginx cannot be had: %v: %s", err, out)
		}
		program = filepath.Join(folder, "usr/sbin/nginx")
	}
	kit.Must0(os.MkdirAll(filepath.Join(folder, "root", filepath.Dir(imageName)), 0o755))
	kit.Must0(os.Link(object, filepath.Join(folder, "root", imageName)))
	config := filepath.Join(folder, "conf")
	kit.Must0(os.WriteFile(config, []byte("user root;\n"+fmt.Sprintf(nginxText, folder)), 0o644))
	command := exec.Command("ip", "netns", "exec", s.place.Namespace, program, "-c", config, "-p", folder)
	kit.Must0(command.Start())
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait()
	})
	wan.Knows("127.0.0.1:8079", s.place.Namespace)
	kit.Eventually(t, patience, "nginx answers", func() (bool, string) {
		answer, err := http.Head("http://127.0.0.1:8079/" + imageName)
		return err == nil && answer.StatusCode == http.StatusOK, fmt.Sprint(err)
	})
}

// drawn fetches the image so many times side by side with a program of another process, and gives MiB a second of all together.
func drawn(s *side, address string, streams int) float64 {
	began := time.Now()
	call := []string{"netns", "exec", s.place.Namespace, "curl", "-sS", "--fail", "--parallel", "--parallel-immediate", "--parallel-max", strconv.Itoa(streams)}
	for range streams {
		call = append(call, "-o", "/dev/null", "http://"+address+"/"+imageName)
	}
	if out, err := exec.Command("ip", call...).CombinedOutput(); err != nil {
		panic(fmt.Errorf("curl: %w: %s", err, out))
	}
	return float64(int64(*imageMiB)*int64(streams)) / time.Since(began).Seconds()
}

func (f *imageFigures) serve(t *testing.T, st *stage) {
	beta := st.side("beta")
	object := filepath.Join(beta.plant.Data, "images", "objects", f.sha[:2], f.sha)
	nginx(t, beta, object)
	for _, streams := range []int{1, 4} {
		for range 7 {
			f.rounds = append(f.rounds, servedRound{streams, drawn(beta, beta.files(), streams), drawn(beta, "127.0.0.1:8079", streams)})
		}
		ours, theirs := f.median(streams)
		t.Logf("%d streams: %.0f MiB/s, nginx %.0f MiB/s, %.0f %%", streams, ours, theirs, 100*ours/theirs)
		kit.Check(t, ours >= 0.8*theirs, "%d streams: %.0f MiB/s, nginx %.0f MiB/s", streams, ours, theirs)
	}
}

func (f *imageFigures) median(streams int) (ours, nginx float64) {
	var a, b []float64
	for _, round := range f.rounds {
		if round.streams == streams {
			a, b = append(a, round.ours), append(b, round.nginx)
		}
	}
	sort.Float64s(a)
	sort.Float64s(b)
	return a[len(a)/2], b[len(b)/2]
}

func (f *imageFigures) write(path string) error {
	var text strings.Builder
	fmt.Fprintf(&text, `# Images: a report

Made by `+"`./plant lab images`"+` on %s, two plants on one machine, each in a network namespace, WireGuard by wireguard-go between them. All processes of both plants and the
network itself share its processors, so rates say little about a real line; bytes do.

| what | figure |
|---|---|
| image | %d MiB |
| line | loses 10 %% of the packets in each direction, 4 ms there and back, cut 3 times, %s in all |
| from its begin to whole and verified | %s, %.1f MiB/s, cuts included |
| bytes received beyond its size | %d (a chunk has %d) |

Served on loopback in the same run, medians of 7 rounds that alternate, curl as the client:

| streams | plant-images | nginx | share |
|---|---|---|---|
`, time.Now().UTC().Format("2006-01-02"), f.size>>20, f.cut.Round(time.Second), f.took.Round(time.Second),
		float64(f.size>>20)/f.took.Seconds(), f.received-f.size, imageChunk)
	for _, streams := range []int{1, 4} {
		ours, theirs := f.median(streams)
		fmt.Fprintf(&text, "| %d | %.0f MiB/s | %.0f MiB/s | %.0f %% |\n", streams, ours, theirs, 100*ours/theirs)
	}
	return os.WriteFile(path, []byte(text.String()), 0o644)
}
