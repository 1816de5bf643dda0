// Package wav writes audio.wav, and reads the WAV files that people bring, which
// are looked over before anything parses them.
package wav
