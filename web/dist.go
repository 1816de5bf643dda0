package web

import "embed"

// dist is the built page, so that the program is one file.
//
//go:embed all:dist
var dist embed.FS
