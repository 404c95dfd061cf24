#include "tests/support/four_eyes_ledger.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/civil_date.h"
#include "events/refusal.h"
#include "ledger/proposals/proposal.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

EVP_PKEY* NewKey() {
  EVP_PKEY* const key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  TRANCHE_CHECK(key != nullptr, "no key was made");
  return key;
}

std::string PublicKeyOf(EVP_PKEY* key) {
  std::string bytes(32, '\0');
  size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size);
  return bytes;
}

}  // namespace

FourEyesLedger::FourEyesLedger() : key_(NewKey()) {
  Appoint("an", "person-an", v1::ROLE_OFFICER);
  Appoint("an2", "person-an", v1::ROLE_APPROVER);
  Appoint("anh", "person-anh", v1::ROLE_OFFICER);
  for (const char* approver : {"binh", "ban", "kim"})
    Appoint(approver, absl::StrCat("person-", approver), v1::ROLE_APPROVER);
  for (const char* administrator : {"chi", "dung"})
    Appoint(administrator, absl::StrCat("person-", administrator), v1::ROLE_ADMINISTRATOR);
  Appoint("bao", "person-bao", v1::ROLE_UNSPECIFIED);
  plan_ = EventBuilder::Plan("P1", "national", 2024, 1000);
  ledger_.Record(plan_);
  ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 1000));
  ledger_.Record(Switch(true));
}

FourEyesLedger::~FourEyesLedger() { EVP_PKEY_free(key_); }

void FourEyesLedger::Appoint(const std::string& actor, const std::string& person, v1::Role role) {
  v1::Event registered = EventBuilder::Actor(actor).On(kToday);
  registered.mutable_actor_registered()->set_person_id(person);
  if (actor == "kim") registered.mutable_actor_registered()->set_public_key(PublicKeyOf(key_));
  ledger_.Record(registered);
  if (role != v1::ROLE_UNSPECIFIED)
    grant_of_[actor] = ledger_.Record(EventBuilder::Grant(actor, role).On(kToday)).sequence;
}

std::string FourEyesLedger::CodeOf(const absl::Status& status) {
  if (status.ok()) return "";
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

EventBuilder FourEyesLedger::Switch(bool on) {
  return EventBuilder::FourEyes(on, on ? std::vector<std::string>{"FigurePublished"} : std::vector<std::string>{})
      .On(kToday);
}

absl::StatusOr<std::vector<Receipt>> FourEyesLedger::Propose(const std::string& actor,
                                                             const std::vector<v1::Event>& commands,
                                                             const AppendOptions& options) {
  ProposalTerms terms;
  terms.actor = actor;
  return ledger_->Propose(commands, terms, options);
}

Sequence FourEyesLedger::MustPropose(const std::string& actor, const std::vector<v1::Event>& commands) {
  const auto proposed = Propose(actor, commands);
  EXPECT_THAT(proposed, IsOk());
  return proposed.ok() ? proposed->front().sequence : 0;
}

v1::Event FourEyesLedger::Approval(const std::string& actor, Sequence proposal) {
  v1::Event approval;
  approval.set_event_id(absl::StrCat("decision-", ++keys_));
  approval.set_actor(actor);
  approval.set_provenance(v1::PROVENANCE_RECORDED);
  approval.mutable_change_approved()->set_proposal(proposal);
  const absl::StatusOr<v1::Event> proposed = ledger_->log().Read(proposal);
  if (proposed.ok()) approval.mutable_change_approved()->set_digest(proposed->change_proposed().digest());
  return approval;
}

absl::StatusOr<std::vector<Receipt>> FourEyesLedger::Approve(const std::string& actor, Sequence proposal,
                                                             const AppendOptions& options) {
  return ledger_.Append({Approval(actor, proposal)}, options);
}

absl::StatusOr<std::vector<Receipt>> FourEyesLedger::Reject(const std::string& actor, Sequence proposal,
                                                            const std::string& reason) {
  v1::Event rejection;
  rejection.set_event_id(absl::StrCat("decision-", ++keys_));
  rejection.set_actor(actor);
  rejection.set_reason(reason);
  rejection.set_provenance(v1::PROVENANCE_RECORDED);
  rejection.mutable_change_rejected()->set_proposal(proposal);
  return ledger_.Append({rejection});
}

Sequence FourEyesLedger::Approved(const std::string& proposer, const std::vector<v1::Event>& commands,
                                  const std::string& approver) {
  const auto approved = Approve(approver, MustPropose(proposer, commands));
  EXPECT_THAT(approved, IsOk());
  return approved.ok() ? approved->front().sequence : 0;
}

std::vector<v1::Event> FourEyesLedger::CommandsOf(Sequence proposal) {
  std::vector<v1::Event> commands;
  ProposalReader reader(*ReadProposal(proposal, ledger_->log()), &ledger_->log());
  v1::Event command;
  std::string bytes;
  while (*reader.Next(&command, &bytes)) commands.push_back(command);
  return commands;
}

ProposalState FourEyesLedger::StateOf(Sequence proposal, Sequence known_at) {
  const absl::StatusOr<ProposalStanding> standing =
      StandingOf(*ledger_->log().Read(proposal), known_at == 0 ? ledger_->head() : known_at,
                 CivilDateAt(ledger_.clock().Now(), ledger_->terms().utc_offset_minutes()),
                 (*ledger_->View().CatalogueAt(ledger_->head()))->actors(), ledger_->index(), ledger_->log());
  EXPECT_THAT(standing, IsOk());
  return standing->state;
}

std::string FourEyesLedger::SignedByKim(const std::string& text) const {
  std::string signature(64, '\0');
  size_t size = signature.size();
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  TRANCHE_CHECK(EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_) == 1 &&
                    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                                   reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1,
                "nothing was signed");
  EVP_MD_CTX_free(context);
  return signature;
}

}  // namespace tranche
