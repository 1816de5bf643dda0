// Package web is the HTTP door of the program: the route table, logins, the
// headers that tell browsers what the page may do, and what operators probe. The
// API is in package api, the files of the page are in package page.
//
// A "login" is what the browser's cookie stands for; a "session" never is.
package web
