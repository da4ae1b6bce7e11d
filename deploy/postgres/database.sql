-- What one database needs before the first migration: run in it as superuser, again at any time.
-- Tables made later by the owner are usable by app and worker; a migration takes away what an append-only table must refuse.
\set ON_ERROR_STOP on
create extension if not exists pgcrypto;
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
alter default privileges for role xinfang_owner grant select, insert, update, delete on tables to xinfang_app, xinfang_worker;
alter default privileges for role xinfang_owner grant usage, select on sequences to xinfang_app, xinfang_worker;
-- Row security looks at a row before any operator that might tell of it, so an index is used only for operators that tell nothing. Whether a
-- text has these words is such a one: it neither raises an error nor writes a message. Only the server's superuser may say so.
do $$ begin
    if (select rolsuper from pg_roles where rolname = current_user) then
        alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof;
    end if;
end $$;
