package shown

import "practice/sessions"

// FormatRef names a session's format.
type FormatRef struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Medium string `json:"medium" enum:"verbal,whiteboard,live_coding"`
}

// FormatRefOf shows a format by its name.
func FormatRefOf(f sessions.Format) FormatRef {
	return FormatRef{ID: f.ID, Name: f.Name, Medium: string(f.Medium)}
}
