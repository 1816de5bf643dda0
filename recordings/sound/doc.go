// Package sound decodes recordings and works on what they sound like: the waveform,
// the WAV, and where a copy of the same sound fits.
package sound
