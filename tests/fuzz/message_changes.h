// Changes of serialized messages, and of bytes that are anything else.
//
// Thread safety: pure functions; the source of randomness is an argument.
#pragma once

#include <cstddef>
#include <random>
#include <string>

namespace tranche {

using FuzzRandom = std::mt19937_64;

// A number from 0 to `end`, exclusive; 0 if that is 0.
inline size_t Below(size_t end, FuzzRandom* random) { return end == 0 ? 0 : static_cast<size_t>((*random)() % end); }
inline bool OneIn(size_t chance, FuzzRandom* random) { return Below(chance, random) == 0; }

// Flips a bit, puts bytes in or leaves them out.
void ChangeBytes(std::string* bytes, FuzzRandom* random);

// Changes a field of the message, at any depth, or as ChangeBytes if it is none. Fields of `other` may be put in.
void ChangeMessage(std::string* message, const std::string& other, FuzzRandom* random);

}  // namespace tranche
