-- +goose Up
-- A database has a name of its own, so that another one in its place is noticed:
-- an empty file, or a server that was set up anew. There is one row.
CREATE TABLE installation (
    one BIGINT PRIMARY KEY,
    id TEXT NOT NULL
);
