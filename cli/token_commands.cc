// token: who may come in through the doors of a server. Nothing of it is in the ledger.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "access/credentials.h"
#include "cli/access_directory.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/session.h"
#include "events/civil_date.h"
#include "events/date_text.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "reports/access_tables.h"
#include "reports/texts.h"
#include "service/request_field.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

// The end of the day, by the offset of the ledger from UTC.
absl::StatusOr<absl::Time> ReadUntil(const Arguments& arguments, const Reader& reader) {
  const absl::StatusOr<CivilDate> day = ReadDateText(*arguments.until);
  if (!day.ok()) return AtField("until", day.status());
  return absl::UnixEpoch() + absl::Hours(24) * (day->DaysSinceEpoch() + 1) - absl::Minutes(reader.utc_offset_minutes);
}

absl::StatusOr<CredentialOrder> ReadOrder(const Arguments& arguments, const Reader& reader) {
  const absl::StatusOr<absl::Time> until = ReadUntil(arguments, reader);
  if (!until.ok()) return until.status();
  return CredentialOrder{*arguments.actor, arguments.name.value_or(""), *until};
}

std::string DoneText(absl::string_view text, const v1::Credential& credential, const Reader& reader) {
  return Say(reader.locale, text,
             {{"id", credential.id()},
              {"actor", credential.actor()},
              {"until", InstantText(credential.expires_at(), reader)}});
}

Outcome Print(const std::string& text, const Console& console) {
  if (absl::Status printed = PrintText(text, console); !printed.ok()) return printed;
  return kExitDone;
}

}  // namespace

// The token alone goes to standard output, so that it can be put into a file.
Outcome RunTokenIssue(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments);
  const absl::StatusOr<CredentialOrder> order = ReadOrder(arguments, reader);
  if (!order.ok()) return order.status();
  const std::string directory = AccessDirectoryOf(arguments);
  const absl::StatusOr<IssuedToken> issued = IssueToken(directory, *order, console.clock.Now(), SystemRandomBytes);
  if (!issued.ok()) return issued.status();
  const Outcome printed = Print(absl::StrCat(issued->text, "\n"), console);
  if (!printed.ok()) {
    // Nobody has seen it, and nobody can see it again.
    (void)RevokeCredential(directory, issued->credential.id(), console.clock.Now());
    return printed;
  }
  console.err << FoldedTo(
      console.err_width,
      DoneText(Marked("the token {id} of {actor} counts until {until}; it is shown this once, and kept nowhere\n"),
               issued->credential, reader));
  return printed;
}

Outcome RunTokenBindCertificate(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments);
  const absl::StatusOr<CredentialOrder> order = ReadOrder(arguments, reader);
  if (!order.ok()) return order.status();
  const absl::StatusOr<std::string> pem = storage::ReadExistingFile(arguments.certificate);
  if (!pem.ok()) return AtField("certificate", pem.status());
  const absl::StatusOr<v1::Credential> bound =
      BindCertificate(AccessDirectoryOf(arguments), *order, *pem, console.clock.Now(), SystemRandomBytes);
  if (!bound.ok()) return bound.status();
  return AfterDoing(
      Print(DoneText(Marked("the certificate {id} means {actor} until {until}\n"), *bound, reader), console),
      "the certificate is bound");
}

Outcome RunTokenList(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments);
  const absl::StatusOr<v1::CredentialList> list = ReadCredentials(AccessDirectoryOf(arguments));
  if (!list.ok()) return list.status();
  const absl::Status printed =
      PrintAnswer(*list, {CredentialsTable(*list, console.clock.Now(), reader)},
                  MakeTableStyle(arguments, console, reader.locale, {}), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome RunTokenRevoke(const Arguments& arguments, const Console& console) {
  const Reader reader = ReaderOf(arguments);
  const absl::StatusOr<v1::Credential> revoked =
      RevokeCredential(AccessDirectoryOf(arguments), arguments.file, console.clock.Now());
  if (!revoked.ok()) return revoked.status();
  return AfterDoing(Print(DoneText(Marked("{id} of {actor} counts no more\n"), *revoked, reader), console),
                    "it is revoked");
}

}  // namespace tranche
