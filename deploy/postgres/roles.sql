-- Who may do what in the whole server: run once as its superuser, again at any time.
-- psql -v owner_password=… -v app_password=… -v worker_password=… -f roles.sql postgres
\set ON_ERROR_STOP on
select 'create role xinfang_owner' where not exists (select from pg_roles where rolname = 'xinfang_owner') \gexec
select 'create role xinfang_app' where not exists (select from pg_roles where rolname = 'xinfang_app') \gexec
select 'create role xinfang_worker' where not exists (select from pg_roles where rolname = 'xinfang_worker') \gexec

-- The owner migrates (and makes the databases of tests), the app serves pages, the worker sweeps past row security.
alter role xinfang_owner login nosuperuser nobypassrls createdb nocreaterole password :'owner_password';
alter role xinfang_app login nosuperuser nobypassrls nocreatedb nocreaterole password :'app_password';
alter role xinfang_worker login nosuperuser bypassrls nocreatedb nocreaterole password :'worker_password';

-- A page that takes longer is a fault; a sweep may take its time; nobody keeps a lock while away.
alter role xinfang_app set statement_timeout = '30s';
alter role xinfang_app set lock_timeout = '5s';
alter role xinfang_app set idle_in_transaction_session_timeout = '60s';
alter role xinfang_worker set statement_timeout = '10min';
alter role xinfang_worker set lock_timeout = '5s';
alter role xinfang_worker set idle_in_transaction_session_timeout = '60s';

-- Whatever the server itself logs: no statement, no value, and no error that quotes one, since it may be a citizen's words.
select format('alter role %I set %s', role, setting)
  from unnest(array['xinfang_owner', 'xinfang_app', 'xinfang_worker']) role,
       unnest(array['log_statement = none', 'log_min_duration_statement = -1', 'log_min_messages = log', 'log_min_error_statement = panic',
                    'log_error_verbosity = terse', 'log_parameter_max_length = 0', 'log_parameter_max_length_on_error = 0']) setting \gexec

-- Whatever the server's own locale is: without a UTF-8 one, pg_trgm takes no Chinese character for a letter.
select 'create database xinfang owner xinfang_owner template template0 encoding ''UTF8'' lc_collate ''C.UTF-8'' lc_ctype ''C.UTF-8'''
 where not exists (select from pg_database where datname = 'xinfang') \gexec
