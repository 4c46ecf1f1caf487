// Package plant finds the plant that the tests run against, and starts one when none was named.
package plant

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"metalplant.invalid/compat/outside"
)

// StatusVariable names the environment variable with the path of a file that holds what `plant status` printed.
const StatusVariable = "PLANT_STATUS"

const (
	startMax = 15 * time.Minute // a first start builds everything, one of two at a time
	readyMax = 2 * time.Minute
	stopMax  = time.Minute
	machines = "8"
)

// Status is what `plant status --output json` prints.
type Status struct {
	Ready bool `json:"ready"`
	API   struct {
		URL  string `json:"url"`
		HMAC struct {
			View  string `json:"view"`
			Edit  string `json:"edit"`
			Admin string `json:"admin"`
		} `json:"hmac"`
	} `json:"api"`
	Router struct {
		URL string `json:"url"`
	} `json:"router"`
	GRPC struct {
		Address string `json:"address"`
		Identity
	} `json:"grpc"`
	NSQ struct {
		TCP  string `json:"tcp"`
		HTTP string `json:"http"`
		Identity
	} `json:"nsq"`
	Database struct {
		URL string `json:"url"`
	} `json:"database"`
	Files struct {
		URL string `json:"url"`
	} `json:"files"`
	PID       int    `json:"pid"`
	Partition string `json:"partition"`
}

// Identity is where the certificate of a client lies, and the authority that it trusts.
type Identity struct {
	CA   string `json:"ca"`
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

// TLS is the configuration of a client that shows its certificate.
func (i Identity) TLS() (*tls.Config, error) {
	config, err := i.Anonymous()
	if err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(i.Cert, i.Key)
	if err != nil {
		return nil, err
	}
	config.Certificates = []tls.Certificate{pair}
	return config, nil
}

// Anonymous is the configuration of a client that trusts the plant and shows no certificate.
func (i Identity) Anonymous() (*tls.Config, error) {
	pem, err := os.ReadFile(i.CA)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s: holds no certificate", i.CA)
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

// Open gives a ready plant and what ends it; a plant that was started by somebody else is left running.
func Open() (Status, func(), error) {
	if path, given := os.LookupEnv(StatusVariable); given {
		content, err := os.ReadFile(path)
		if err != nil {
			return Status{}, nil, fmt.Errorf("%s: %w", StatusVariable, err)
		}
		status, err := parse(content)
		return status, func() {}, err
	}
	return start()
}

func parse(content []byte) (Status, error) {
	var status Status
	if err := json.Unmarshal(content, &status); err != nil {
		return status, fmt.Errorf("status of the plant: %w", err)
	}
	if !status.Ready {
		return status, errors.New("the plant is not ready")
	}
	return status, nil
}

// Own is a plant that the tests started, and may do everything to.
type Own struct {
	Status Status
	// Data is its folder.
	Data   string
	script string
	// environment is what its programs are started with, on top of what this process has.
	environment []string
}

// Outside is what the plant that Open started was told to use; nil for one that was started by somebody else.
var Outside *outside.Servers

func start() (Status, func(), error) {
	script, err := findScript()
	if err != nil {
		return Status{}, nil, err
	}
	if Outside, err = outside.Start(filepath.Dir(script)); err != nil {
		return Status{}, nil, err
	}
	own, err := StartIn(Outside.Environment, Outside.Properties, "--rack", machines)
	if err != nil {
		Outside.Stop()
		return Status{}, nil, err
	}
	return own.Status, func() {
		own.Stop()
		Outside.Stop()
	}, nil
}

// Start gives a new plant in a folder of its own, started with these options of `./plant run`.
func Start(options ...string) (*Own, error) {
	return StartWith("", options...)
}

// StartWith is Start with a plant.properties in the folder.
func StartWith(properties string, options ...string) (*Own, error) {
	return StartIn(nil, properties, options...)
}

// StartIn is StartWith for a plant whose programs see more of an environment, each time: NAME=VALUE.
func StartIn(environment []string, properties string, options ...string) (*Own, error) {
	script, err := findScript()
	if err != nil {
		return nil, err
	}
	data, err := os.MkdirTemp("", "compat-plant-")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(data, "plant.properties"), []byte(properties), 0o600); err != nil {
		return nil, err
	}
	own := &Own{Data: data, script: script, environment: environment}
	if err := own.Run(options...); err != nil {
		own.Stop()
		return nil, err
	}
	return own, nil
}

// FreePorts is the first of twelve free ports that no plant chooses by itself, so that plants that start at the same
// moment do not take each other's.
func FreePorts() (int, error) {
	for range 200 {
		base := 12_000 + 12*rand.IntN(650)
		if allFree(base) {
			return base, nil
		}
	}
	return 0, errors.New("no twelve free ports in a row")
}

func allFree(base int) bool {
	for port := base; port < base+12; port++ {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return false
		}
		_ = listener.Close()
	}
	return true
}

// findScript looks for the script beside the tests' module or further up.
func findScript() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		script := filepath.Join(folder, "plant")
		if facts, err := os.Stat(script); err == nil && facts.Mode().IsRegular() {
			return script, nil
		}
	}
	return "", errors.New("the script plant is in no folder above the tests")
}

// Run starts it, for the first time or again on what is in its folder, and returns when it is ready.
func (o *Own) Run(options ...string) error {
	arguments := append([]string{"run", "--detach", "--data", o.Data}, options...)
	if _, err := o.call(startMax, "", o.script, arguments...); err != nil {
		return err
	}
	status, err := o.awaitReady()
	if err != nil {
		return err
	}
	o.Status = status
	return nil
}

// Script is the ./plant that runs it.
func (o *Own) Script() string { return o.script }

// Ctl runs ./plantctl on it and gives what it printed.
func (o *Own) Ctl(arguments ...string) ([]byte, error) {
	return o.CtlTold("", arguments...)
}

// CtlTold is Ctl with something on its input: what it asks for is not to stand on a command line.
func (o *Own) CtlTold(input string, arguments ...string) ([]byte, error) {
	return o.call(startMax, input, o.script+"ctl", append(arguments, "--data", o.Data)...)
}

// PrintLog writes the last lines of the plant's log, for a failure's text.
func (o *Own) PrintLog(to io.Writer, lines int) {
	text, err := os.ReadFile(filepath.Join(o.Data, "log", "plant.0.log"))
	if err != nil {
		fmt.Fprintln(to, err)
		return
	}
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	fmt.Fprintf(to, "the plant's log ends in:\n%s\n", strings.Join(all[max(0, len(all)-lines):], "\n"))
}

// Halt ends it and leaves its folder.
func (o *Own) Halt() error {
	_, err := o.call(stopMax, "", o.script, "stop", "--data", o.Data)
	return err
}

// Stop ends it, with all that a killed one may have left behind, and removes its folder.
func (o *Own) Stop() {
	if err := o.Halt(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(o.Data)
}

func (o *Own) awaitReady() (Status, error) {
	for deadline := time.Now().Add(readyMax); ; time.Sleep(500 * time.Millisecond) {
		printed, err := o.call(stopMax, "", o.script, "status", "--data", o.Data, "--output", "json")
		if err == nil {
			var status Status
			if status, err = parse(printed); err == nil {
				return status, nil
			}
		}
		if time.Now().After(deadline) {
			return Status{}, fmt.Errorf("after %s: %w", readyMax, err)
		}
	}
}

// call runs a command of the plant, in its environment.
func (o *Own) call(limit time.Duration, input, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	command := exec.CommandContext(ctx, name, args...)
	command.Env = append(os.Environ(), o.environment...)
	var told strings.Builder
	command.Stderr = io.MultiWriter(os.Stderr, &told)
	command.Stdin = strings.NewReader(input)
	printed, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %v: %w: %s", name, args, err, strings.TrimSpace(told.String()))
	}
	return printed, nil
}
