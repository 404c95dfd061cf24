#include "tests/fuzz/second_checker.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "events/check.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

void AppendFramed(const std::string& bytes, std::string* out) {
  storage::AppendU32(static_cast<uint32_t>(bytes.size()), out);
  out->append(bytes);
}

std::string ReadBytes(size_t size, FILE* from) {
  std::string bytes(size, '\0');
  TRANCHE_CHECK(std::fread(bytes.data(), 1, size, from) == size, "the second checker has ended");
  return bytes;
}

std::string ReadFramed(FILE* from) {
  uint32_t size = 0;
  const std::string length = ReadBytes(sizeof(size), from);
  TRANCHE_CHECK(storage::KeyReader(length).ReadU32(&size), "a length of four bytes");
  return ReadBytes(size, from);
}

}  // namespace

SecondChecker::SecondChecker(const std::string& python, const std::string& source_directory) {
  std::array<int, 2> in = {};
  std::array<int, 2> out = {};
  TRANCHE_CHECK(pipe(in.data()) == 0 && pipe(out.data()) == 0, "no pipe to the second checker");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  for (const int end : {in[0], in[1], out[0], out[1]}) posix_spawn_file_actions_addclose(&actions, end);
  std::string script = source_directory + "/tests/fuzz/second_checker.py";
  std::string program = python;
  std::string path = "PYTHONPATH=" + source_directory + "/proof";
  std::string no_cache = "-B";
  std::array<char*, 4> arguments = {program.data(), no_cache.data(), script.data(), nullptr};
  std::array<char*, 2> environment = {path.data(), nullptr};
  const int failed = posix_spawn(&process_, python.c_str(), &actions, nullptr, arguments.data(), environment.data());
  TRANCHE_CHECK(failed == 0, "cannot start ", python);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "wb");
  from_ = fdopen(out[0], "rb");
  TRANCHE_CHECK(to_ != nullptr && from_ != nullptr, "no pipe to the second checker");
}

SecondChecker::~SecondChecker() {
  (void)std::fclose(to_);
  (void)std::fclose(from_);
  (void)waitpid(process_, nullptr, 0);
}

std::vector<std::string> SecondChecker::Read(const std::vector<FuzzInput>& inputs) {
  std::string batch;
  storage::AppendU32(static_cast<uint32_t>(inputs.size()), &batch);
  for (const FuzzInput& input : inputs) {
    batch.push_back(LetterOf(input.kind));
    AppendFramed(input.bytes, &batch);
  }
  const bool sent = std::fwrite(batch.data(), 1, batch.size(), to_) == batch.size() && std::fflush(to_) == 0;
  TRANCHE_CHECK(sent, "the second checker has ended");
  std::vector<std::string> readings;
  for (size_t i = 0; i < inputs.size(); ++i) readings.push_back(ReadFramed(from_));
  return readings;
}

}  // namespace tranche
