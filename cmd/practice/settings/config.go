// Package settings is what can be set from outside: flags, variables and files of
// secrets, and what follows from them.
package settings

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"practice/limits"
	"practice/people"
)

// Config is everything that can be set from outside. Every flag has a
// variable; secrets have a variable alone (see ReadSecrets). README.md's table is
// made from this struct.
type Config struct {
	Listen             string        `name:"listen" env:"PRACTICE_LISTEN" default:"127.0.0.1:8080" help:"Address and port of the web server." placeholder:"HOST:PORT"`
	Data               string        `name:"data" env:"PRACTICE_DATA" default:"practice-data" help:"Folder for everything that is kept: the database, recordings on their way, and clips unless S3 is set." placeholder:"FOLDER"`
	PublicURL          string        `name:"public-url" env:"PRACTICE_PUBLIC_URL" help:"Where people open the server, if not at the listening address. With https, cookies are marked Secure." placeholder:"URL"`
	Hosts              []string      `name:"hosts" env:"PRACTICE_HOSTS" help:"More host names under which the server answers, beside that of the public URL and its own address; comma-separated. Requests for others are refused with 421." placeholder:"NAME"`
	MetricsListen      string        `name:"metrics-listen" env:"PRACTICE_METRICS_LISTEN" default:"127.0.0.1:9464" help:"Address and port of /metrics for Prometheus and of /readyz with its reasons; empty for none. Nobody has to sign in there." placeholder:"HOST:PORT"`
	LoginEnd           time.Duration `name:"login-end" env:"PRACTICE_LOGIN_END" default:"2160h" help:"How long a login lasts at most, however much it is used; 0s for any time. A guest's lasts 90 days." placeholder:"DURATION"`
	Proxies            []Network     `name:"trusted-proxies" env:"PRACTICE_TRUSTED_PROXIES" help:"Addresses or networks of the proxies in front of the server, comma-separated. Only what they say of whom a request comes from (X-Forwarded-For, Forwarded) is believed; without, everybody behind a proxy counts as one." placeholder:"CIDR"`
	DatabaseURL        string        `kong:"-" env:"PRACTICE_DATABASE_URL" help:"PostgreSQL to use in place of the SQLite file in the data folder."`
	S3Endpoint         string        `name:"s3-endpoint" env:"PRACTICE_S3_ENDPOINT" help:"S3-compatible store for clips, in place of the data folder." placeholder:"URL"`
	S3Region           string        `name:"s3-region" env:"PRACTICE_S3_REGION" default:"us-east-1" help:"Region of the S3 store." placeholder:"NAME"`
	S3Bucket           string        `name:"s3-bucket" env:"PRACTICE_S3_BUCKET" help:"Bucket for the clips; it must exist." placeholder:"NAME"`
	S3AccessKey        string        `kong:"-" env:"PRACTICE_S3_ACCESS_KEY" help:"Access key of the S3 store."`
	S3SecretKey        string        `kong:"-" env:"PRACTICE_S3_SECRET_KEY" help:"Secret key of the S3 store."`
	ICEPort            int           `name:"ice-port" env:"PRACTICE_ICE_PORT" default:"7882" help:"The one UDP and TCP port that all voices use." placeholder:"PORT"`
	ICEAddress         []string      `name:"ice-addresses" env:"PRACTICE_ICE_ADDRESSES" help:"Public IP addresses of this server, if it stands behind NAT or in a container; comma-separated." placeholder:"IP"`
	Connections        int           `name:"connections" env:"PRACTICE_CONNECTIONS" default:"1000" help:"How many connections there may be at a time: to the web server, and to the TCP port for voices." placeholder:"NUMBER"`
	AddressConnections int           `name:"address-connections" env:"PRACTICE_ADDRESS_CONNECTIONS" default:"200" help:"How many of them one address may have, and behind a trusted proxy how many requests at once; of IPv6, one network of 64 bits." placeholder:"NUMBER"`
	DiskFloor          ByteSize      `name:"disk-floor" env:"PRACTICE_DISK_FLOOR" default:"256 MiB" help:"How much of the data folder's disk stays free. With less, voices are kept in the browsers alone, and sent when there is room again." placeholder:"SIZE"`
	Rooms              int           `name:"quota-rooms" env:"PRACTICE_QUOTA_ROOMS" default:"30" help:"How many sessions one user may have open at once; 0 is no bound. A lobby that never starts counts for a day." placeholder:"NUMBER"`
	Storage            ByteSize      `name:"quota-storage" env:"PRACTICE_QUOTA_STORAGE" default:"10 GB" help:"How much one user's recordings may take; 0 is no bound. An hour of speech takes about 15 MB." placeholder:"SIZE"`
	Uploads            int           `name:"quota-uploads" env:"PRACTICE_QUOTA_UPLOADS" default:"3" help:"How many files one user may be sending at once; 0 is no bound." placeholder:"NUMBER"`
	Guests             int           `name:"quota-guests" env:"PRACTICE_QUOTA_GUESTS" default:"20" help:"How many guests one invite may make; 0 is no bound." placeholder:"NUMBER"`
	StopGrace          time.Duration `name:"stop-grace" env:"PRACTICE_STOP_GRACE" default:"25s" help:"How long a stop may take to finish and store running recordings. What is not stored by then waits safely in the data folder." placeholder:"DURATION"`
	LogFormat          string        `name:"log-format" env:"PRACTICE_LOG_FORMAT" default:"text" enum:"text,json" help:"Form of the log: text or json." placeholder:"FORMAT"`
	LogLevel           string        `name:"log-level" env:"PRACTICE_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"Least level that is logged: debug, info, warn or error." placeholder:"LEVEL"`
}

// Validate checks what can be checked without touching anything. Kong calls it
// after parsing; an error names the variable and the value.
func (c *Config) Validate() error {
	if err := validateAddress("PRACTICE_LISTEN", c.Listen); err != nil {
		return err
	}
	if c.MetricsListen != "" {
		if err := validateAddress("PRACTICE_METRICS_LISTEN", c.MetricsListen); err != nil {
			return err
		}
	}
	if c.LoginEnd < 0 {
		return fmt.Errorf("PRACTICE_LOGIN_END is %s; it can't be negative", c.LoginEnd)
	}
	if c.ICEPort < 0 || c.ICEPort > 65535 {
		return fmt.Errorf("PRACTICE_ICE_PORT is %d; a port is a number up to 65535", c.ICEPort)
	}
	if c.Connections < 1 || c.AddressConnections < 1 {
		return fmt.Errorf("PRACTICE_CONNECTIONS is %d and PRACTICE_ADDRESS_CONNECTIONS %d; each is at least 1", c.Connections, c.AddressConnections)
	}
	for _, a := range c.ICEAddress {
		if net.ParseIP(a) == nil {
			return fmt.Errorf("PRACTICE_ICE_ADDRESSES has %q, which is not an IP address", a)
		}
	}
	if c.PublicURL != "" {
		if err := validateWebURL("PRACTICE_PUBLIC_URL", c.PublicURL); err != nil {
			return err
		}
	}
	if c.StopGrace < 0 {
		return fmt.Errorf("PRACTICE_STOP_GRACE is %s; it can't be negative", c.StopGrace)
	}
	for _, q := range []struct {
		name  string
		value int
	}{{"PRACTICE_QUOTA_ROOMS", c.Rooms}, {"PRACTICE_QUOTA_UPLOADS", c.Uploads}, {"PRACTICE_QUOTA_GUESTS", c.Guests}} {
		if q.value < 0 {
			return fmt.Errorf("%s is %d; it can't be negative, and 0 is no bound", q.name, q.value)
		}
	}
	return c.validateS3()
}

// IsProxy reports whether an address is that of a proxy, through which many come.
func (c *Config) IsProxy(address netip.Addr) bool {
	return slices.ContainsFunc(c.Proxies, func(n Network) bool { return n.Contains(address) })
}

// Limiter bounds how often something may be asked. An address has as many requests at
// once behind a proxy as it has connections without one.
func (c *Config) Limiter() *limits.Limiter {
	proxies := make([]netip.Prefix, 0, len(c.Proxies))
	for _, p := range c.Proxies {
		proxies = append(proxies, p.Prefix)
	}
	table := limits.Default()
	table[limits.Any] = limits.Limit{AddressAtOnce: c.AddressConnections}
	return limits.New(table, proxies, time.Now)
}

func validateAddress(name, value string) error {
	if _, port, err := net.SplitHostPort(value); err != nil {
		return fmt.Errorf("%s is %q; it must be HOST:PORT, for example 127.0.0.1:8080", name, value)
	} else if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%s is %q; its port must be a number up to 65535", name, value)
	}
	return nil
}

// Quotas are what one user may have.
func (c *Config) Quotas() people.Quotas {
	return people.Quotas{Rooms: c.Rooms, Storage: int64(c.Storage), Uploads: c.Uploads, Guests: c.Guests}
}

func (c *Config) validateS3() error {
	if c.S3Endpoint == "" {
		if c.S3Bucket != "" || c.S3AccessKey != "" || c.S3SecretKey != "" {
			return fmt.Errorf("PRACTICE_S3_ENDPOINT is missing; the other PRACTICE_S3 variables have no effect without it")
		}
		return nil
	}
	if err := validateWebURL("PRACTICE_S3_ENDPOINT", c.S3Endpoint); err != nil {
		return err
	}
	for _, v := range []struct{ name, value string }{
		{"PRACTICE_S3_BUCKET", c.S3Bucket}, {"PRACTICE_S3_ACCESS_KEY", c.S3AccessKey}, {"PRACTICE_S3_SECRET_KEY", c.S3SecretKey},
	} {
		if v.value == "" {
			return fmt.Errorf("%s is missing; PRACTICE_S3_ENDPOINT needs it", v.name)
		}
	}
	return nil
}

func validateWebURL(name, value string) error {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("%s is %q; it must begin with http:// or https:// and name a host", name, value)
	}
	return nil
}

// SQLiteName is the SQLite file in the data folder.
const SQLiteName = "practice.db"

// Database returns the URL for database.Open.
func (c *Config) Database() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return "sqlite:" + filepath.Join(c.Data, SQLiteName)
}

// OpenAt returns where people open the server that listens on addr. A
// wildcard or loopback address becomes localhost, on which browsers allow the
// microphone without https.
func (c *Config) OpenAt(addr *net.TCPAddr) *url.URL {
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err == nil {
			return u
		}
	}
	host := addr.IP.String()
	if addr.IP.IsLoopback() || addr.IP.IsUnspecified() {
		host = "localhost"
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, strconv.Itoa(addr.Port))}
}

// ICEHost returns the address that voices are bound to: the web server's.
func (c *Config) ICEHost() string {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return ""
	}
	return host
}
