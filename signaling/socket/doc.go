// Package socket is the connection to a page: it queues what is sent, notices who
// has fallen silent or too far behind, and closes with the codes of PROTOCOL.md.
package socket
