"""The embedded PostgreSQL: found, started, attached to, stopped, dumped and restored by the application itself.

binaries    where `postgres`, `initdb` and the rest lie, and of which major version
account     the user the server runs as; never root, and no folder is opened wider for it
cluster     the folders of one installation: data, cluster (`pg18`), socket, lock
processes   which process really is our server; a pid in a file proves nothing
supervisor  start, stop, and `running`: the last user out turns off the light
archive     one file out, one file in (`pg_dump`, `pg_restore`)
address     where Django finds the database; pure, needs no database up
"""
