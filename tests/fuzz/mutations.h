// Changes of bytes that keep most of their structure, so that what is changed is met by the reader behind the first
// check.
//
// Thread safety: pure functions; the source of randomness is an argument.
#pragma once

#include <string>
#include <vector>

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/message_changes.h"

namespace tranche {

// Changes words, numbers or bytes of a text, or what it has in base64. Words of `other` may be put in.
void ChangeText(std::string* text, const std::string& other, FuzzRandom* random);

// One of `seeds`, changed once or a few times: fields of a message are repeated, left out, moved, made wider or given
// another type, at any depth; of a text, lines, words and numbers, which may change places too; of a row, bytes. Parts
// of other seeds of its kind are put in. A proof may be compressed.
FuzzInput Mutated(const std::vector<FuzzInput>& seeds, FuzzRandom* random);

}  // namespace tranche
