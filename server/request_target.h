// The target of a request, in the forms that RFC 9112, 3.2 has: "/healthz?x=1", and
// "http://localhost:8080/healthz?x=1", which clients send to proxies, and a server must take.
//
// Thread safety: pure functions.
#pragma once

#include "server/http_message.h"

namespace tranche {

// Makes of a target in absolute form the path and query that it has, and of its authority the header Host, whatever
// that said (RFC 9112, 3.2.2): so who is asked is judged once, by what the target says. A target with the scheme of
// another connection keeps it in Host, which is then no server's: "https://..." without TLS is meant for somebody else.
// Any other target stays as it is.
void TakeAuthority(HttpRequest* request);

}  // namespace tranche
