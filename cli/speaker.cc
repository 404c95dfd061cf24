#include "cli/speaker.h"

#include <string>

#include "events/refusal.h"
#include "service/request_field.h"

namespace tranche {

absl::Status Speak(const Session& session, const Arguments& arguments, const Console& console,
                   v1::RecordingOptions* options) {
  const Catalogue* const catalogue = session.reader().catalogue;
  if (catalogue == nullptr || !catalogue->four_eyes().on) return absl::OkStatus();
  if (arguments.actor && !arguments.server.empty())
    return AtField("actor", Refuse(absl::StatusCode::kInvalidArgument, "speaker.actor-of-server",
                                   "four eyes is on: who records is the actor that the server knows the caller as"));
  if (!arguments.server.empty()) return absl::OkStatus();
  if (arguments.actor)
    return AtField("actor", Refuse(absl::StatusCode::kInvalidArgument, "speaker.actor",
                                   "four eyes is on: who records is the actor whose login is that of the user"));
  const std::string login = console.login.empty() ? ActorOf(arguments) : console.login;
  const Actor* const actor = catalogue->actors().FindByLogin(login);
  if (actor == nullptr)
    return Adding(
        Refuse(absl::StatusCode::kPermissionDenied, "speaker.no-login",
               "four eyes is on, and no actor is registered with the login \"{login}\"", {TextField("login", login)}),
        "two administrators register one: `tranche propose actor register`");
  options->set_actor(actor->id);
  options->set_within_grants(true);
  return absl::OkStatus();
}

}  // namespace tranche
