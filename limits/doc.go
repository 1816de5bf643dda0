// Package limits is how often a person, and an address, may ask for something.
// [Default] is the one table of it. What is beyond is refused with
// [problem.RateLimited], which says when to try again. It counts in memory, each
// server for itself.
package limits
