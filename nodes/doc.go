// Package nodes lets several servers share one database without harming one
// another: it keeps this server's identity and its leases, and judges whether
// another server is gone (docs/decisions/0008-leases-without-a-clock.md).
package nodes
