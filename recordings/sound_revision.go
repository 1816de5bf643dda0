package recordings

// SoundRevision is counted up when other samples are made of the same packets, as
// by a newer decoder: then the bytes of every audio.wav that is made are others,
// and who has a part of one needs to know.
const SoundRevision = 1
