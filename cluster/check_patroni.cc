#include "cluster/check_patroni.h"

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cluster/checked_points.h"
#include "cluster/patroni_file.h"
#include "events/refusal.h"

namespace tranche::cluster {
namespace {

using nlohmann::json;

using Version = std::array<int, 3>;
constexpr Version kSafeOnEtcd3 = {3, 0, 3};

absl::Status Because(absl::string_view code, absl::string_view text) {
  return Refuse(absl::StatusCode::kFailedPrecondition, code, text);
}

// "3.0.2" and "4.1.4.dev1".
std::optional<Version> VersionOf(absl::string_view text) {
  const std::vector<absl::string_view> numbers = absl::StrSplit(text, '.');
  Version version = {};
  if (numbers.size() < version.size()) return std::nullopt;
  for (size_t i = 0; i < version.size(); ++i) {
    if (!absl::SimpleAtoi(numbers[i], &version[i])) return std::nullopt;
  }
  return version;
}

// A value as it is printed; nothing where it is not there.
std::optional<std::string> TextAt(const json& object, const char* name) {
  if (!object.is_object() || !object.contains(name) || object[name].is_null()) return std::nullopt;
  return object[name].is_string() ? object[name].get<std::string>() : object[name].dump();
}

std::string TextAt(const json& object, const char* name, const std::string& otherwise) {
  return TextAt(object, name).value_or(otherwise);
}

int64_t NumberAt(const json& object, const char* name, int64_t otherwise) {
  int64_t number = 0;
  return absl::SimpleAtoi(TextAt(object, name, ""), &number) ? number : otherwise;
}

// Patroni reads the numbers and words of YAML.
bool IsTrue(absl::string_view text) { return text == "true" || text == "on" || text == "yes" || text == "1"; }

absl::StatusOr<json> Ask(const PatroniPlaces& places, const std::string& url) {
  const absl::StatusOr<std::string> answer = places.get(url);
  if (!answer.ok()) return answer.status();
  json parsed = json::parse(*answer, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_object()) return parsed;
  return Refuse(absl::StatusCode::kFailedPrecondition, "cluster.not-patroni",
                "{url} does not answer as Patroni does: wanted an object of JSON", {TextField("url", url)});
}

// A primary that was frozen took the leader key from its successor, through etcd's v3 interface: what that one had
// acknowledged was rewound (Patroni #2689, #2693).
void AddVersion(const std::string& text, const std::optional<std::string>& store, CheckedPoints* points) {
  const std::optional<Version> version = VersionOf(text);
  const bool is_safe = version.has_value() && (*version >= kSafeOnEtcd3 || (store.has_value() && *store != "etcd3"));
  const bool is_blind = version.has_value() && !store.has_value();
  points->Add(
      store.has_value() ? absl::StrCat(text, ", ", *store) : text, is_safe,
      {"patroni.version", ">= 3.0.3",
       is_blind ? Because("patroni.version-unknown-store",
                          "before 3.0.3 it loses acknowledged data through etcd's v3 interface, and how it "
                          "reaches etcd is not in its REST API: upgrade Patroni, or show with --patroni-config "
                          "that it has the section `etcd:` (v2)")
                : Because("patroni.version",
                          "before 3.0.3 it loses acknowledged data through etcd's v3 interface: a primary that "
                          "was frozen takes the leader key back from its successor; upgrade Patroni, or use the "
                          "section `etcd:` (v2) and start etcd with --enable-v2")});
}

void AddMode(const json& config, CheckedPoints* points) {
  const std::string mode = TextAt(config, "synchronous_mode", "false");
  points->Add(mode, IsTrue(mode) || mode == "quorum",
              {"synchronous_mode", "true",
               Because("patroni.synchronous-mode",
                       "after a fail-over the new primary may lack what was acknowledged; `patronictl edit-config -s "
                       "synchronous_mode=true`")});
  const std::string strict = TextAt(config, "synchronous_mode_strict", "false");
  points->Add(strict, IsTrue(strict),
              {"synchronous_mode_strict", "true",
               Because("patroni.synchronous-mode-strict",
                       "without a standby the primary goes on alone, and its disk has all that is acknowledged then; "
                       "`patronictl edit-config -s synchronous_mode_strict=true`")});
}

void AddLag(const json& config, CheckedPoints* points) {
  constexpr int64_t kDefault = 1 << 20;
  const int64_t lag = NumberAt(config, "maximum_lag_on_failover", kDefault);
  points->Add(absl::StrCat(lag), lag >= kDefault,
              {"maximum_lag_on_failover", ">= 1048576",
               Because("patroni.maximum-lag",
                       "bytes that nobody acknowledged keep the synchronous standby from promotion, and nothing can be "
                       "recorded; `patronictl edit-config -s maximum_lag_on_failover=1048576`")});
}

// Its own rule (docs/patroni_configuration.rst), which also says that it raises a ttl below 20.
void AddTimes(const json& config, CheckedPoints* points) {
  const int64_t ttl = NumberAt(config, "ttl", 30);
  const int64_t needed = NumberAt(config, "loop_wait", 10) + 2 * NumberAt(config, "retry_timeout", 10);
  points->Add(
      absl::StrCat(ttl), ttl >= needed,
      {"ttl", absl::StrCat(">= ", needed),
       Because("patroni.ttl",
               "a leader may lose its key while it still writes: wanted ttl >= loop_wait + 2 * retry_timeout, such "
               "as 20, 2 and 5")});
  const char* const name = config.contains("master_start_timeout") ? "master_start_timeout" : "primary_start_timeout";
  points->Add(
      TextAt(config, name, "300"), NumberAt(config, name, 300) == 0,
      {name, "0",
       Because("patroni.start-timeout",
               "a primary whose PostgreSQL has crashed is started again before another one takes over, and users "
               "wait; `patronictl edit-config -s primary_start_timeout=0`"),
       true});
}

void AddConfig(const json& config, CheckedPoints* points) {
  AddMode(config, points);
  AddLag(config, points);
  AddTimes(config, points);
  const json postgresql = config.value("postgresql", json::object());
  const std::string rewinds = TextAt(postgresql, "use_pg_rewind", "false");
  points->Add(rewinds, IsTrue(rewinds),
              {"use_pg_rewind", "true",
               Because("patroni.rewind",
                       "a server that was primary comes back only as a whole new copy; `patronictl edit-config -p "
                       "use_pg_rewind=true`"),
               true});
  const std::optional<std::string> commit =
      postgresql.is_object() ? TextAt(postgresql.value("parameters", json::object()), "synchronous_commit")
                             : std::nullopt;
  if (!commit.has_value()) return;
  points->Add(
      *commit, IsTrue(*commit) || *commit == "remote_apply",
      {"postgresql.parameters.synchronous_commit", "on",
       Because("patroni.synchronous-commit",
               "a commit is acknowledged before it is on two disks; take it out with `patronictl edit-config`")});
}

void AddPause(const json& status, CheckedPoints* points) {
  const bool is_paused = IsTrue(TextAt(status, "pause", "false"));
  points->Add(
      is_paused ? "true" : "false", !is_paused,
      {"pause", "false", Because("patroni.pause", "nobody takes over when the primary is gone; `patronictl resume`")});
}

// The nodes that Patroni knows; each is asked for its version.
void AddMembers(const PatroniPlaces& places, const json& cluster, const std::optional<std::string>& store,
                v1::ClusterCheck* check) {
  int standbys = 0;
  for (const json& member : cluster.value("members", json::array())) {
    const std::string role = TextAt(member, "role", "");
    const std::string state = TextAt(member, "state", "");
    const bool runs = state == "running" || state == "streaming";
    if (runs && (role == "sync_standby" || role == "quorum_standby")) ++standbys;
    CheckedPoints points(TextAt(member, "name", "?"), check);
    const absl::StatusOr<json> status = Ask(places, TextAt(member, "api_url", ""));
    if (!status.ok()) {
      points.AddWrong("patroni", status.status());
      continue;
    }
    AddVersion(TextAt(status->value("patroni", json::object()), "version", ""), store, &points);
  }
  CheckedPoints(places.url, check)
      .Add(absl::StrCat(standbys), standbys > 0,
           {"synchronous standbys", ">= 1",
            Because("patroni.no-standby",
                    "no standby is there to take over with all that was acknowledged; see `patronictl list`")});
}

// What the REST API does not say.
std::optional<std::string> AddFile(const PatroniPlaces& places, v1::ClusterCheck* check) {
  CheckedPoints points(places.config_file, check);
  if (places.config_file.empty()) {
    CheckedPoints(places.url, check)
        .AddUnknown("patroni.yml", Because("patroni.no-file",
                                           "how Patroni reaches etcd, and its watchdog, are not in its REST API; "
                                           "give --patroni-config, on a machine that has the file"));
    return std::nullopt;
  }
  const absl::StatusOr<PatroniFile> file = ReadPatroniFile(places.config_file);
  if (!file.ok()) {
    points.AddWrong("patroni.yml", file.status());
    return std::nullopt;
  }
  points.Add(
      file->watchdog, file->watchdog == "required",
      {"watchdog.mode", "required",
       Because("patroni.watchdog",
               "a primary whose Patroni hangs goes on writing beside its successor; set watchdog: mode: required, "
               "and see that Patroni may open /dev/watchdog"),
       true});
  if (!file->store.empty()) return file->store;
  points.AddUnknown("patroni.store",
                    Because("patroni.no-store",
                            "the file names no etcd, etcd3, consul, zookeeper, exhibitor, kubernetes or "
                            "raft at the beginning of a line; it may be set by PATRONI_ETCD3_HOSTS"));
  return std::nullopt;
}

void AddRest(const PatroniPlaces& places, const std::optional<std::string>& store, v1::ClusterCheck* check) {
  CheckedPoints points(places.url, check);
  const std::string base(absl::StripSuffix(places.url, "/"));
  const absl::StatusOr<json> status = Ask(places, absl::StrCat(base, "/patroni"));
  const absl::StatusOr<json> config = Ask(places, absl::StrCat(base, "/config"));
  const absl::StatusOr<json> cluster = Ask(places, absl::StrCat(base, "/cluster"));
  for (const absl::StatusOr<json>* answer : {&status, &config, &cluster}) {
    if (!answer->ok()) points.AddWrong("patroni", answer->status());
  }
  if (status.ok()) AddPause(*status, &points);
  if (config.ok()) AddConfig(*config, &points);
  if (cluster.ok()) AddMembers(places, *cluster, store, check);
}

}  // namespace

void AddPatroni(const PatroniPlaces& places, v1::ClusterCheck* check) {
  if (places.url.empty() && places.config_file.empty()) return;
  const std::optional<std::string> store = AddFile(places, check);
  if (!places.url.empty()) AddRest(places, store, check);
}

}  // namespace tranche::cluster
