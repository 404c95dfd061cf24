#include "log/sha256_lanes.h"

#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#include <algorithm>

// Only functions with this attribute may use the instructions; they are called where HasSha256Lanes() is true.
#define TRANCHE_SHA_NI __attribute__((target("sha,sse4.1")))

namespace tranche {
namespace {

constexpr size_t kBlockBytes = 64;

// The constants of the rounds (FIPS 180-4, section 4.2.2).
alignas(16) constexpr std::array<uint32_t, 64> kRounds = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The eight words of a hash, in the order of the instructions: the last letter is the lowest word.
struct State {
  __m128i abef = _mm_set_epi64x(0x6a09e667bb67ae85, 0x510e527f9b05688c);
  __m128i cdgh = _mm_set_epi64x(0x3c6ef372a54ff53a, 0x1f83d9ab5be0cd19);
};

// The last 16 words of the message schedule.
struct Schedule {
  __m128i w0, w1, w2, w3;
};

TRANCHE_SHA_NI inline __m128i Load(const void* bytes) { return _mm_loadu_si128(static_cast<const __m128i_u*>(bytes)); }

TRANCHE_SHA_NI inline Schedule ScheduleOf(const uint8_t* block) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  return {_mm_shuffle_epi8(Load(block), big_endian), _mm_shuffle_epi8(Load(block + 16), big_endian),
          _mm_shuffle_epi8(Load(block + 32), big_endian), _mm_shuffle_epi8(Load(block + 48), big_endian)};
}

// The four words that follow the sixteen in `w0` to `w3`.
TRANCHE_SHA_NI inline __m128i Next(__m128i w0, __m128i w1, __m128i w2, __m128i w3) {
  return _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4)), w3);
}

// Four rounds, from `round` on.
TRANCHE_SHA_NI inline void Four(size_t round, __m128i words, State* state) {
  const __m128i added = _mm_add_epi32(words, Load(&kRounds[round]));
  state->cdgh = _mm_sha256rnds2_epu32(state->cdgh, state->abef, added);
  state->abef = _mm_sha256rnds2_epu32(state->abef, state->cdgh, _mm_shuffle_epi32(added, 0x0e));
}

// Takes a block into each of two states.
TRANCHE_SHA_NI void Take(const uint8_t* first_block, const uint8_t* second_block, State* first, State* second) {
  State a = *first;
  State b = *second;
  Schedule x = ScheduleOf(first_block);
  Schedule y = ScheduleOf(second_block);
  size_t round = 0;
  for (; round < 48; round += 16) {
    Four(round, x.w0, &a), Four(round, y.w0, &b);
    x.w0 = Next(x.w0, x.w1, x.w2, x.w3), y.w0 = Next(y.w0, y.w1, y.w2, y.w3);
    Four(round + 4, x.w1, &a), Four(round + 4, y.w1, &b);
    x.w1 = Next(x.w1, x.w2, x.w3, x.w0), y.w1 = Next(y.w1, y.w2, y.w3, y.w0);
    Four(round + 8, x.w2, &a), Four(round + 8, y.w2, &b);
    x.w2 = Next(x.w2, x.w3, x.w0, x.w1), y.w2 = Next(y.w2, y.w3, y.w0, y.w1);
    Four(round + 12, x.w3, &a), Four(round + 12, y.w3, &b);
    x.w3 = Next(x.w3, x.w0, x.w1, x.w2), y.w3 = Next(y.w3, y.w0, y.w1, y.w2);
  }
  Four(round, x.w0, &a), Four(round, y.w0, &b);
  Four(round + 4, x.w1, &a), Four(round + 4, y.w1, &b);
  Four(round + 8, x.w2, &a), Four(round + 8, y.w2, &b);
  Four(round + 12, x.w3, &a), Four(round + 12, y.w3, &b);
  *first = {_mm_add_epi32(a.abef, first->abef), _mm_add_epi32(a.cdgh, first->cdgh)};
  *second = {_mm_add_epi32(b.abef, second->abef), _mm_add_epi32(b.cdgh, second->cdgh)};
}

TRANCHE_SHA_NI Digest DigestOf(const State& state) {
  const __m128i reversed = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
  Digest digest;
  auto* halves = reinterpret_cast<__m128i_u*>(digest.data());
  _mm_storeu_si128(halves, _mm_shuffle_epi8(_mm_unpackhi_epi64(state.cdgh, state.abef), reversed));
  _mm_storeu_si128(halves + 1, _mm_shuffle_epi8(_mm_unpacklo_epi64(state.cdgh, state.abef), reversed));
  return digest;
}

// A string on its way, or none.
class Lane {
 public:
  void Begin(uint8_t prefix, absl::string_view entry, Digest* digest) {
    prefix_ = prefix;
    entry_ = entry;
    digest_ = digest;
    at_ = 0;
    constexpr size_t kPaddingMin = 9;
    end_ = (Size() + kPaddingMin + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    state_ = State();
  }

  bool is_busy() const { return digest_ != nullptr; }
  State* state() { return &state_; }

  // The next 64 bytes of the padded message; zeros, if there is none.
  const uint8_t* Block() {
    if (at_ > 0 && at_ + kBlockBytes <= Size()) return reinterpret_cast<const uint8_t*>(entry_.data()) + at_ - 1;
    made_.fill(0);
    if (!is_busy()) return made_.data();
    if (at_ == 0) {
      made_[0] = prefix_;
      const absl::string_view bytes = entry_.substr(0, kBlockBytes - 1);
      std::copy(bytes.begin(), bytes.end(), made_.begin() + 1);
    } else if (at_ < Size()) {
      const absl::string_view bytes = entry_.substr(at_ - 1);
      std::copy(bytes.begin(), bytes.end(), made_.begin());
    }
    if (at_ <= Size() && Size() < at_ + kBlockBytes) made_[Size() - at_] = 0x80;
    if (at_ + kBlockBytes == end_) {
      const uint64_t bits = uint64_t{Size()} * 8;
      for (size_t i = 0; i < sizeof(bits); ++i) made_[kBlockBytes - 1 - i] = static_cast<uint8_t>(bits >> (8 * i));
    }
    return made_.data();
  }

  // Called when the state has taken the block.
  void Pass() {
    if (!is_busy()) return;
    at_ += kBlockBytes;
    if (at_ < end_) return;
    *digest_ = DigestOf(state_);
    digest_ = nullptr;
    entry_ = {};
    at_ = 0;
  }

 private:
  size_t Size() const { return entry_.size() + 1; }

  State state_;
  uint8_t prefix_ = 0;
  absl::string_view entry_;
  Digest* digest_ = nullptr;  // null: no string
  size_t at_ = 0;             // the bytes of the padded message that the state has taken
  size_t end_ = 0;            // of all its bytes
  std::array<uint8_t, kBlockBytes> made_ = {};
};

}  // namespace

bool HasSha256Lanes() {
  unsigned int eax = 0, ebx = 0, ecx = 0, edx = 0;
  const bool has_sse = __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_SSSE3) != 0 && (ecx & bit_SSE4_1) != 0;
  return has_sse && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & bit_SHA) != 0;
}

void Sha256InLanes(uint8_t prefix, absl::Span<const absl::string_view> entries, absl::Span<Digest> digests) {
  std::array<Lane, 2> lanes;
  size_t next = 0;
  const auto fill = [&](Lane* lane) {
    if (lane->is_busy() || next == entries.size()) return;
    lane->Begin(prefix, entries[next], &digests[next]);
    ++next;
  };
  auto& [first, second] = lanes;
  for (fill(&first), fill(&second); first.is_busy() || second.is_busy(); fill(&first), fill(&second)) {
    Take(first.Block(), second.Block(), first.state(), second.state());
    first.Pass(), second.Pass();
  }
}

}  // namespace tranche

#else  // not x86

#include "events/check.h"

namespace tranche {

bool HasSha256Lanes() { return false; }

void Sha256InLanes(uint8_t, absl::Span<const absl::string_view>, absl::Span<Digest>) {
  TRANCHE_CHECK(false, "this processor has no lanes for SHA-256");
}

}  // namespace tranche

#endif
