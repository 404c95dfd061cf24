// What Patroni says of itself, by its REST API and in its configuration file: whether a fail-over may lose what was
// acknowledged. docs/operations.md says why each point is one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/cluster.pb.h"

namespace tranche::cluster {

// Where Patroni is.
struct PatroniPlaces {
  // Of any of its nodes, "http://db-1:8008"; those that it names are asked, too. Empty: nobody is asked.
  std::string url;
  // The path of a patroni.yml, as the REST API does not say how Patroni reaches etcd. Empty: it is not looked at.
  std::string config_file;
  // Returns what a URL is answered with, by GET. Errors: any; it is a point of the answer then.
  std::function<absl::StatusOr<std::string>(const std::string& url)> get;
};

// Adds what is found there to `check`, which lasts as long as each node takes to answer. Nothing for no places.
void AddPatroni(const PatroniPlaces& places, v1::ClusterCheck* check);

}  // namespace tranche::cluster
