// What was said on the command line, as text: the commands read it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tranche {

enum class OutputFormat { kTable, kJson, kCsv };

// The ledger of a command that names none.
inline constexpr char kDefaultLedger[] = "./tranche.ledger";

struct Arguments {
  std::string command;

  // For every command.
  std::string ledger;
  std::string server;  // the address of a served ledger, which then counts in the place of `ledger`; empty for none
  std::optional<std::string> token_file;  // with which a server is asked
  std::optional<std::string> tls_ca;
  std::string at_least;  // how fresh an answer must be (service/freshness.h)
  std::string max_age;
  OutputFormat format = OutputFormat::kTable;
  std::optional<std::string> lang;
  std::string unit_of_money = "dong";

  // init and demo.
  std::optional<std::string> geography;
  std::optional<std::string> data;
  std::optional<std::string> name;
  std::string currency = "VND";
  std::optional<int> minor_digits;
  std::string utc_offset = "+07:00";

  // record, reverse and import.
  std::string kind;
  std::string file;
  uint64_t reversed_sequence = 0;
  uint32_t rules_version = 0;  // of rules adopt
  std::optional<std::string> amount;
  std::optional<std::string> effective;
  std::optional<std::string> to_unit;
  std::optional<std::string> to_area;
  uint32_t tranche = 0;
  uint32_t to_tranche = 0;
  bool without_plan = false;
  bool split = false;
  std::string number;
  std::string counterparty;
  std::optional<std::string> commitment;
  std::optional<std::string> advance;
  std::optional<int> to_year;
  std::string legal_case;
  std::string disallowed;
  bool is_final = false;
  std::string finding;
  bool lapse_rest = false;  // of carry-over
  bool open_only = false;   // of commitments, advances
  std::vector<std::string> area_limits;
  std::optional<std::string> measure;
  std::optional<std::string> stated_on;
  std::string document_type;
  std::string document;
  std::string document_issuer;
  std::optional<std::string> document_date;
  std::string reason;
  std::string note;
  std::string late_reason;
  std::vector<std::string> deviations;
  std::optional<std::string> actor;
  std::optional<std::string> key;
  std::optional<uint64_t> expected_head;
  bool dry_run = false;
  std::optional<std::string> repeated;
  int wait_seconds = 5;
  bool clock_is_right = false;

  // actor and role, beside some of the above.
  std::optional<std::string> of_actor;
  std::string person;
  std::string login;
  std::string public_key;
  std::string role;
  std::vector<std::string> authorities;
  std::vector<std::string> units;
  std::vector<std::string> sources;
  std::vector<std::string> kinds;
  std::string amount_max;
  std::optional<std::string> until;
  uint64_t grant = 0;
  std::vector<std::string> administrators;  // of init
  bool four_eyes = false;                   // of init

  // close, reopen and closings, beside some of the above.
  std::optional<std::string> through;
  bool year_end = false;
  std::vector<std::string> confirmed;
  uint64_t closing = 0;
  bool in_force_only = false;

  // Of a project, an indicator or an output, in record, projects and outputs, beside some of the above.
  std::string name_en;
  std::string project_kind;
  std::vector<std::string> support;
  std::optional<std::string> begin;
  std::optional<std::string> end;
  std::string implementer;
  std::string beneficiary;
  std::optional<std::string> total_cost;
  std::string decision;
  std::string indicator;
  std::string counted;
  int64_t quantity = 0;
  std::optional<std::string> period_begin;
  std::optional<std::string> period_end;
  bool running_only = false;

  // propose, approve, reject, proposals and four-eyes, beside some of the above.
  bool proposes = false;  // what would be recorded
  std::optional<std::string> expires;
  uint64_t proposal = 0;
  std::optional<std::string> digest;
  std::optional<std::string> sign_with;
  std::vector<std::string> states;
  std::vector<std::string> exempt_kinds;

  // report exceptions.
  std::vector<std::string> exceptions;
  std::optional<uint32_t> open_days;
  std::optional<uint32_t> late_days;

  // generate.
  uint64_t events = 0;
  uint64_t seed = 0;
  std::string late = "5%";

  // key, checkpoint, prove and check-proof.
  std::optional<std::string> key_file;
  std::optional<std::string> key_name;
  std::optional<std::string> log_key;
  std::vector<std::string> witnesses;
  std::optional<std::string> checkpoint;
  std::optional<std::string> cosigned;
  std::optional<std::string> newest_published;
  std::optional<std::string> given_up;
  std::optional<uint64_t> size;
  bool list = false;
  uint64_t sequence = 0;
  uint64_t from_size = 0;
  std::optional<uint64_t> to_size;
  bool gzip = false;
  bool sums_only = false;
  bool for_witness = false;
  // witness, whose directory is `file`, beside some of the above.
  std::optional<std::string> proof;

  // serve, witness serve, and demo which then serves.
  bool serve = false;
  std::string listen = "127.0.0.1:8080";
  std::string grpc;                // empty: no door for gRPC
  std::optional<std::string> log;  // of requests: "json", "text", "off"; nothing: json, but off on a terminal
  std::string tls_certificate;     // empty: no TLS
  std::string tls_key;
  std::string client_ca;
  std::vector<std::string> hosts;

  // serve and token.
  std::optional<std::string> access;
  std::string certificate;

  // backup and restore, whose directory is `file`.
  std::optional<uint32_t> keep;
  std::optional<uint32_t> backup_id;

  // cluster, beside some of the above.
  std::string shared_log;
  std::string ledger_id;
  std::string backups;
  std::string node;  // of serve on a copy; empty: the name of the machine
  std::string decide = "yes";
  std::string patroni;         // of cluster check; empty: nobody is asked
  std::string patroni_config;  // likewise
  std::string archive;         // of cluster verify and join; empty: none

  // export log and import log.
  std::optional<std::string> form;
  std::optional<std::string> root;

  // Questions.
  std::optional<std::string> unit;
  std::optional<std::string> source;
  std::optional<std::string> area;
  std::optional<std::string> project;
  std::optional<int> year;
  std::vector<std::string> by;
  std::optional<std::string> as_of;
  std::optional<std::string> known_at;
  std::optional<std::string> boundaries;
  std::optional<std::string> basis;
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> kind_filter;
  std::optional<std::string> verdict;
  std::optional<std::string> on;
  bool watch = false;
};

}  // namespace tranche
