package recordings

import "io"

// Room tells whether a disk has room.
type Room interface {
	// Room fails with [ErrDiskFull] when less than is to stay free would be left
	// after so many bytes more.
	Room(size int64) error
	// RoomToFinish is Room for what ends or removes something: it may take most
	// of what is to stay free otherwise.
	RoomToFinish(size int64) error
}

// RoomyWriter returns a writer to w that asks for room before each write.
func RoomyWriter(w io.Writer, room func(size int64) error) io.Writer { return &roomyWriter{w, room} }

type roomyWriter struct {
	w    io.Writer
	room func(size int64) error
}

func (r *roomyWriter) Write(p []byte) (int, error) {
	if err := r.room(int64(len(p))); err != nil {
		return 0, err
	}
	return r.w.Write(p)
}
