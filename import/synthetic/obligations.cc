// Contracts and advances of a synthetic history: signed, paid, released; paid, cleared, recovered.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "import/synthetic/catalogue.h"
#include "import/synthetic/lines.h"
#include "import/synthetic/money.h"

namespace tranche {
namespace {

constexpr int64_t kPaymentsOfContract = 4;  // at least
constexpr int kContractDays = 365;          // at most
constexpr uint64_t kOwingMax = 512;
constexpr int kTries = 16;
constexpr int kContractors = 20;         // of a unit
constexpr int kAdvanceOfContract = 300;  // how many advances per thousand are of a contract, where there is one

template <typename Message>
void SetPaid(const SyntheticTranche& tranche, int64_t amount, Message* paid) {
  paid->set_tranche_number(tranche.number);
  paid->set_amount(amount);
}

}  // namespace

// Finds a tranche with something left of such an obligation for the scene's day, of its year, and moves the scene
// there; false if none is found among some.
bool SyntheticMoney::PickOwing(const std::vector<Owing>& owing, SyntheticObligation SyntheticTranche::*kind,
                               Scene* scene, SyntheticTranche** tranche) {
  for (int tried = 0; tried < kTries && !owing.empty(); ++tried) {
    const Owing& one = owing[random_.Pick(owing.size())];
    if (one.year != scene->year) continue;
    Scene there = *scene;
    there.unit = one.unit;
    there.source = one.source;
    there.books = BooksOf(there, there.unit);
    *tranche = &there.books->tranches()[one.tranche_number - 1];
    if (((*tranche)->*kind).Left(scene->day) < kSyntheticPart) continue;
    *scene = there;
    return true;
  }
  return false;
}

void SyntheticMoney::Remember(const Scene& scene, const SyntheticTranche& tranche, std::vector<Owing>* owing) {
  const Owing one = {scene.unit, scene.source, scene.year, tranche.number};
  if (owing->size() < kOwingMax) {
    owing->push_back(one);
  } else {
    (*owing)[random_.Pick(kOwingMax)] = one;
  }
}

// Takes a part of what is left, and returns it.
int64_t SyntheticMoney::Take(SyntheticObligation* from) {
  const int64_t amount = PickAmount(from->left);
  from->left -= amount;
  return amount;
}

bool SyntheticMoney::Commit(const Scene& scene) {
  SyntheticTranche* tranche = PickTranche(scene);
  if (tranche == nullptr) return false;
  const int64_t amount = kPaymentsOfContract * PickAmount(tranche->left);
  const int area = PickArea(*tranche);
  const int project = PickProject();
  tranche->left -= amount;
  tranche->contract = {scene.sequence, scene.day, amount, area, project};
  Remember(scene, *tranche, &contracts_);
  v1::CommitmentMade& made = *scene.event->mutable_commitment_made();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, made.mutable_line());
  SetSyntheticPurpose(area, project, made.mutable_line());
  SetPaid(*tranche, amount, &made);
  made.set_number(absl::StrCat("HD-", scene.sequence));
  made.set_counterparty(
      absl::StrCat("Synthetic contractor ", SyntheticProvinceId(scene.unit), "-", 1 + random_.PickInt(kContractors)));
  made.set_until(SyntheticDate(scene.day + 1 + random_.PickInt(kContractDays)));
  SetSyntheticDocument(kSyntheticContract, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::PayContract(const Scene& given) {
  Scene scene = given;
  SyntheticTranche* tranche = nullptr;
  if (!PickOwing(contracts_, &SyntheticTranche::contract, &scene, &tranche)) return Pay(given);
  v1::DisbursementMade& paid = *scene.event->mutable_disbursement_made();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, paid.mutable_line());
  SetSyntheticPurpose(tranche->contract.area, tranche->contract.project, paid.mutable_line());
  SetPaid(*tranche, Take(&tranche->contract), &paid);
  paid.set_commitment(tranche->contract.sequence);
  if (random_.Chance(60)) Remember({scene.sequence, scene.day});
  SetSyntheticDocument(kSyntheticVoucher, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::Release(const Scene& given) {
  Scene scene = given;
  SyntheticTranche* tranche = nullptr;
  if (!PickOwing(contracts_, &SyntheticTranche::contract, &scene, &tranche)) return false;
  v1::CommitmentReleased& released = *scene.event->mutable_commitment_released();
  released.set_commitment(tranche->contract.sequence);
  released.set_amount(Take(&tranche->contract));
  SetSyntheticDocument(kSyntheticDecision, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::PayInAdvance(const Scene& given) {
  Scene scene = given;
  SyntheticTranche* tranche = nullptr;
  const bool is_of_contract =
      random_.Chance(kAdvanceOfContract) && PickOwing(contracts_, &SyntheticTranche::contract, &scene, &tranche);
  if (!is_of_contract) tranche = PickTranche(scene);
  if (tranche == nullptr) return false;
  const SyntheticObligation& contract = tranche->contract;
  SyntheticObligation advance = {scene.sequence, scene.day, 0, contract.area, contract.project};
  if (!is_of_contract) {
    advance.area = PickArea(*tranche);
    advance.project = PickProject();
  }
  advance.left = is_of_contract ? Take(&tranche->contract) : PickAmount(tranche->left);
  if (!is_of_contract) tranche->left -= advance.left;
  v1::AdvancePaid& paid = *scene.event->mutable_advance_paid();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, paid.mutable_line());
  SetSyntheticPurpose(advance.area, advance.project, paid.mutable_line());
  SetPaid(*tranche, advance.left, &paid);
  if (is_of_contract) paid.set_commitment(contract.sequence);
  tranche->advance = advance;
  Remember(scene, *tranche, &advances_);
  SetSyntheticDocument(kSyntheticVoucher, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::Clear(const Scene& given) {
  Scene scene = given;
  SyntheticTranche* tranche = nullptr;
  if (!PickOwing(advances_, &SyntheticTranche::advance, &scene, &tranche)) return false;
  v1::AdvanceCleared& cleared = *scene.event->mutable_advance_cleared();
  cleared.set_advance(tranche->advance.sequence);
  cleared.set_amount(Take(&tranche->advance));
  SetSyntheticDocument(kSyntheticAcceptance, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::Recover(const Scene& given) {
  Scene scene = given;
  SyntheticTranche* tranche = nullptr;
  if (!PickOwing(advances_, &SyntheticTranche::advance, &scene, &tranche)) return false;
  v1::AdvanceRecovered& recovered = *scene.event->mutable_advance_recovered();
  recovered.set_advance(tranche->advance.sequence);
  recovered.set_amount(Take(&tranche->advance));
  SetSyntheticDocument(kSyntheticReceipt, scene.unit, scene.sequence, scene.event);
  return true;
}

}  // namespace tranche
