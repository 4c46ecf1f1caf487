package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
)

// What start-single-node was asked for.
type options struct {
	certificates, store string
	listen, advertise   string
	http                string
	plainHTTP           bool
	cache, sqlMemory    string
}

var size = regexp.MustCompile(`^(\d+(\.\d+)?(B|KB|MB|GB|KiB|MiB|GiB)?|0?\.\d+|\d{1,2}%)$`)

// parseFlags takes --name=value, --name value and --switch; what the real program does not know is refused.
func parseFlags(arguments []string, known map[string]*string, switches map[string]*bool) error {
	for i := 0; i < len(arguments); i++ {
		name, value, has := strings.Cut(strings.TrimPrefix(arguments[i], "--"), "=")
		if !strings.HasPrefix(arguments[i], "--") {
			return fmt.Errorf("unknown argument %q", arguments[i])
		}
		if on, is := switches[name]; is {
			*on = !has || value == "true"
			continue
		}
		into, is := known[name]
		if !is {
			return fmt.Errorf("unknown flag: --%s", name)
		}
		if !has {
			if i++; i >= len(arguments) {
				return fmt.Errorf("flag needs an argument: --%s", name)
			}
			value = arguments[i]
		}
		*into = value
	}
	return nil
}

func parseStart(arguments []string) (options, error) {
	o := options{listen: ":26257", http: ":8080", store: "cockroach-data", cache: "128MiB", sqlMemory: "25%"}
	var log, ballast, locality, offset string
	err := parseFlags(arguments, map[string]*string{
		"certs-dir": &o.certificates, "store": &o.store, "listen-addr": &o.listen, "advertise-addr": &o.advertise, "http-addr": &o.http,
		"cache": &o.cache, "max-sql-memory": &o.sqlMemory, "logtostderr": &log, "max-offset": &offset, "locality": &locality, "ballast-size": &ballast,
	}, map[string]*bool{"unencrypted-localhost-http": &o.plainHTTP})
	if err != nil {
		return o, err
	}
	return o, o.check()
}

func (o options) check() error {
	if o.certificates == "" {
		return errors.New("no --certs-dir: a node without certificates would have to be --insecure, which nothing here may be")
	}
	for name, value := range map[string]string{"cache": o.cache, "max-sql-memory": o.sqlMemory} {
		if !size.MatchString(value) {
			return fmt.Errorf("invalid argument %q for \"--%s\" flag", value, name)
		}
	}
	for name, value := range map[string]string{"listen-addr": o.listen, "http-addr": o.http} {
		if _, _, err := net.SplitHostPort(value); err != nil {
			return fmt.Errorf("invalid argument %q for \"--%s\" flag: %v", value, name, err)
		}
	}
	if host, _, _ := net.SplitHostPort(o.http); o.plainHTTP && host != "127.0.0.1" && host != "localhost" {
		return errors.New("--unencrypted-localhost-http needs an --http-addr on loopback")
	}
	return nil
}
