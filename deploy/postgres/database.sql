-- What one database needs before the first migration: run in it as superuser, again at any time.
-- Tables made later by the owner are usable by app and worker; a migration takes away what an append-only table must refuse.
\set ON_ERROR_STOP on
create extension if not exists pgcrypto;
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
alter default privileges for role xinfang_owner grant select, insert, update, delete on tables to xinfang_app, xinfang_worker;
alter default privileges for role xinfang_owner grant usage, select on sequences to xinfang_app, xinfang_worker;
