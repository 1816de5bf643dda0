//go:build !race

package recordings_test

const slowness = 1
