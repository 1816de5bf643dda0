//go:build !race

package archive_test

const slowness = 1
