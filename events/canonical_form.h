// The one way in which this program writes an event, and the check that bytes from elsewhere are written so: the only
// bytes that every reader, a view, a message or the second checker, understands alike. docs/proofs.md has the rules
// ("Canonical form").
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche {

// Checks that `stored_bytes` are an event in canonical form. What they mean is not checked, nor whether they have a
// kind; fields that this program does not know may be anywhere and have any content. Bytes that pass can be read by
// ParseEventView and by protobuf, with one result.
//
// Cost: one pass, without allocation if it passes.
//
// Errors: DATA_LOSS, with the fields `offset` (from 0, where what was found begins), `field` (its path, as
// "disbursement_made.line.fiscal_year"; empty for a field that this program does not know), `found` and `wanted`:
//   event.cut-short        a field goes beyond the bytes, or beyond the message that it is in.
//   event.long-number      a number, tag or length is written in more bytes than it needs.
//   event.number-range     a number does not fit into the type of its field, or into 64 bits.
//   event.field-number     a tag has no number of a field.
//   event.wire-type        the field has another wire type than its type; or one that proto3 does not write.
//   event.field-twice      a field that is not repeated.
//   event.second-kind      the event has a kind already.
//   event.field-order      the field comes after one with a higher number.
//   event.default-written  a field without presence has the value that it would have if it were absent.
//   event.not-utf8         a text is not UTF-8.
//   event.zero-byte        a text has a byte 00.
absl::Status CheckCanonical(absl::string_view stored_bytes);

}  // namespace tranche
