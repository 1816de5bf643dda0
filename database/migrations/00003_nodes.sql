-- +goose Up
-- Several servers may share a database. A lease says which has a room to itself
-- (docs/decisions/0008-leases-without-a-clock.md); a clip names the one on whose
-- disk its recording lies until it is stored. A clip without a name is of the
-- time when there was one server.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    node TEXT NOT NULL,
    term TEXT NOT NULL,
    beat BIGINT NOT NULL
);
CREATE INDEX leases_by_node ON leases (node);

ALTER TABLE clips ADD COLUMN node TEXT NOT NULL DEFAULT '';
