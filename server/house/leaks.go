package house

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// The patterns are put together from parts so that this file does not find
// itself.
var leakPatterns = []struct {
	pattern *regexp.Regexp
	reason  string
}{
	{
		regexp.MustCompile(`(^|[^\w./~-])/(` + "wo" + `rk|ro` + "ot|Us" + `ers/\w+|ho` + `me/\w+)/`),
		"a path of one machine: make it relative to the repository",
	},
	{
		regexp.MustCompile(`(?i)[a-z]:\\` + "Us" + `ers\\`),
		"a path of one machine: make it relative to the repository",
	},
	{
		regexp.MustCompile(`\b(regis` + `try\.npmjs\.org|regis` + `try\.yarnpkg\.com|pro` + `xy\.golang\.org|s` + `um\.golang\.org|pyp` + `i\.org|regis` + `try-1\.docker\.io|de` + `b\.debian\.org)\b`),
		"a registry host: each machine has its own configured",
	},
	{
		regexp.MustCompile(`https?://[^\s/"'<>]*(artifac` + `tory|verdac` + `cio|nex` + `us|gopro` + `xy|-mir` + `ror|mir` + `ror\.)`),
		"a registry host: each machine has its own configured",
	},
}

// Leaks finds what belongs to a machine and not to the project: absolute paths,
// registry hosts, and the hosts given in addition.
func Leaks(t *Tree, hosts []string) (findings []string) {
	for _, f := range t.Files {
		for i, line := range strings.Split(f.Text, "\n") {
			for _, p := range leakPatterns {
				if m := p.pattern.FindString(line); m != "" {
					findings = append(findings, fmt.Sprintf("%s:%d: %q: %s", f.Path, i+1, strings.TrimSpace(m), p.reason))
				}
			}
			for _, h := range hosts {
				if strings.Contains(line, h) {
					findings = append(findings, fmt.Sprintf("%s:%d: the registry host of this machine", f.Path, i+1))
				}
			}
		}
	}
	return findings
}

// Hosts picks the host names from configured registries: lists of addresses
// such as GOPROXY holds, where "direct" and "off" are no hosts.
func Hosts(settings ...string) (hosts []string) {
	for _, s := range settings {
		for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '|' || r == ' ' || r == '\n' }) {
			if u, err := url.Parse(part); err == nil && strings.Contains(u.Hostname(), ".") {
				hosts = append(hosts, u.Hostname())
			}
		}
	}
	return hosts
}
