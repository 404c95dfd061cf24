#!/bin/sh
# link_archives.sh COMPILER ARGUMENTS...: links as the arguments say, but gRPC, protobuf, abseil and RocksDB, with what
# only they need, into the program itself. They are more than 60 shared libraries, and to load them took most commands
# longer than their work (docs/decisions/0019). What guards secrets or speaks with strangers before they are known
# (OpenSSL, c-ares, zlib, bzip2) stays shared, as the system keeps it up to date.
set -eu

folder=
archives=
for argument; do
  shift
  archive=${argument%.so*}.a
  case $argument in
    */libgrpc*.so* | */libgpr.so* | */libupb.so* | */libaddress_sorting.so* | */libprotobuf.so* | */librocksdb.so*)
      folder=$(dirname "$argument")
      archives="$archives $archive"
      ;;
    */libabsl_*.so*) ;; # all of them below: archives name what else they need to nobody
    *) set -- "$@" "$argument" ;;
  esac
done
for name in re2 snappy lz4 zstd gflags; do archives="$archives $folder/lib$name.a"; done

# In a group, since they need each other, and before the shared ones that they need. No path has a space: they are those
# of the system's folder of libraries.
# shellcheck disable=SC2086  # a list
exec "$@" -Wl,--start-group $archives "$folder"/libabsl_*.a -Wl,--end-group -lssl -lcrypto -lcares -lz -lbz2
