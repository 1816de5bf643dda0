package recordings

import "time"

// LeastGap is the shortest stretch without sound that is reported, in samples.
const LeastGap = 960

// SamplesOf rounds to the nearest.
func SamplesOf(d time.Duration) int64 {
	const ms = int64(time.Millisecond)
	return int64(d)/ms*(SampleRate/1000) + (int64(d)%ms*(SampleRate/1000)+ms/2)/ms
}

// DurationOf rounds up, so that SamplesOf gives the samples back.
func DurationOf(samples int64) time.Duration {
	return (time.Duration(samples)*time.Second + SampleRate - 1) / SampleRate
}
