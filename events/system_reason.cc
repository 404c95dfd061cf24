#include "events/system_reason.h"

#include <cerrno>
#include <cstring>

namespace tranche {

v1::RefusalField SystemReason(absl::string_view name, int error) {
  switch (error) {
    case ENOENT:
      return WordField(name, "there is no such file or directory");
    case ENOTDIR:
      return WordField(name, "a part of the path is not a directory");
    case EISDIR:
      return WordField(name, "it is a directory");
    case EEXIST:
      return WordField(name, "it exists already");
    case ENOTEMPTY:
      return WordField(name, "the directory is not empty");
    case EACCES:
    case EPERM:
      return WordField(name, "permission denied");
    case EROFS:
      return WordField(name, "the file system is read-only");
    case ENOSPC:
      return WordField(name, "there is no space left on the disk");
    case EDQUOT:
      return WordField(name, "the disk quota is used up");
    case EFBIG:
      return WordField(name, "the file is too large");
    case EMFILE:
    case ENFILE:
      return WordField(name, "too many files are open");
    case EBUSY:
    case ETXTBSY:
    case EWOULDBLOCK:
      return WordField(name, "it is in use");
    case ENAMETOOLONG:
      return WordField(name, "the name is too long");
    case ELOOP:
      return WordField(name, "too many levels of symbolic links");
    case EXDEV:
      return WordField(name, "it is on another file system");
    case EIO:
      return WordField(name, "an input/output error of the device");
    case ENOMEM:
      return WordField(name, "there is not enough memory");
    default:
      return PhraseField(name, "the system says \"{words}\"", {TextField("words", std::strerror(error))});
  }
}

}  // namespace tranche
