// A lexical view of C++ for the rules: which parts are code, and where the bodies of
// functions are. Not a parser: it knows only comments, literals, directives and braces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tranche::tidy {

bool IsWordCharacter(char c);
bool IsSpace(char c);
std::string_view Trim(std::string_view text);

// `text` with comments, string literals and character literals replaced by
// spaces; lines and columns stay as they are.
std::string CodeOnly(std::string_view text);

// The positions of the braces around the body of a function.
struct FunctionBody {
  size_t open = 0;
  size_t close = 0;
};

// The bodies of the functions in `text`, in order; nested ones are not searched for.
std::vector<FunctionBody> FunctionBodies(std::string_view text);

}  // namespace tranche::tidy
