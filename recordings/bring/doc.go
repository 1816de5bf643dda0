// Package bring takes in recordings that were made elsewhere.
package bring
