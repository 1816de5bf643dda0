// Package web is the HTTP door of the program: the API under /api/v1 with its
// OpenAPI 3.1 description, logins, the audio of clips, the page, and what
// operators probe. The rules of a practice are in package sessions, the voice
// in package recordings; handlers here only translate.
//
// A "login" is what the browser's cookie stands for; "session" always means a
// practice.
package web
