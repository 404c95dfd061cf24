#include "postgres/servers.h"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"

namespace tranche::postgres {
namespace {

using Parameters = std::map<std::string, std::string>;

constexpr absl::string_view kPerHost[] = {"host", "hostaddr", "port"};

absl::Status NoUrl(absl::string_view problem) {
  return Refuse(absl::StatusCode::kInvalidArgument, "shared-log.url",
                "the address of the log: {problem}; wanted postgresql://HOST[,HOST...]/DATABASE",
                {TextField("problem", problem)});
}

absl::StatusOr<Parameters> Parse(const std::string& url) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &problem),
                                                                             &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> freed(problem, &PQfreemem);
  if (options == nullptr) {
    // libpq's text ends with a line break, and repeats what it did not understand, which may be a password.
    return NoUrl("libpq does not understand it");
  }
  Parameters found;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) found[option->keyword] = option->val;
  }
  return found;
}

// The values of a keyword, one for each host; a single one is for all.
absl::StatusOr<std::vector<std::string>> ValuesOf(const Parameters& parameters, absl::string_view keyword,
                                                  size_t hosts) {
  const auto found = parameters.find(std::string(keyword));
  if (found == parameters.end()) return std::vector<std::string>(hosts);
  std::vector<std::string> values = absl::StrSplit(found->second, ',');
  if (values.size() == 1) return std::vector<std::string>(hosts, values.front());
  if (values.size() != hosts) return NoUrl(absl::StrCat("not one ", keyword, " for each host"));
  return values;
}

size_t HostsOf(const Parameters& parameters) {
  for (const absl::string_view keyword : {"hostaddr", "host"}) {
    const auto found = parameters.find(std::string(keyword));
    if (found != parameters.end())
      return static_cast<size_t>(std::count(found->second.begin(), found->second.end(), ',')) + 1;
  }
  return 1;
}

}  // namespace

absl::StatusOr<std::vector<Server>> ServersOf(const std::string& url) {
  const absl::StatusOr<Parameters> parsed = Parse(url);
  if (!parsed.ok()) return parsed.status();
  Parameters common = *parsed;
  std::vector<Server> servers(HostsOf(common));
  for (const absl::string_view keyword : kPerHost) {
    const absl::StatusOr<std::vector<std::string>> values = ValuesOf(*parsed, keyword, servers.size());
    if (!values.ok()) return values.status();
    common.erase(std::string(keyword));
    for (size_t i = 0; i < servers.size(); ++i) {
      const std::string& value = (*values)[i];
      if (value.empty()) continue;
      servers[i].parameters.emplace_back(keyword, value);
      if (keyword != "port" && servers[i].name.empty()) servers[i].name = value;
      if (keyword == "port") absl::StrAppend(&servers[i].name, ":", value);
    }
  }
  for (Server& server : servers) server.parameters.insert(server.parameters.end(), common.begin(), common.end());
  return servers;
}

}  // namespace tranche::postgres
