// Package access is the one policy: who may do what to which thing.
package access
