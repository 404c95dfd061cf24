# The few kinds of targets in this project. Each folder's CMakeLists.txt names its sources, headers and direct
# dependencies; only the kinds of events, a file each, and the built files of the page are globbed.

# GCC 12 reports -Wrestrict in its own std::string (GCC bug 105651).
set(TRANCHE_WARNINGS -Wall -Wextra -Werror -Wno-missing-field-initializers -Wno-restrict)
# With a sanitizer GCC sees uninitialized values where there are none, and takes the memory of coroutines for freed by
# another function than it came from; its manual advises against -Werror then.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  list(APPEND TRANCHE_WARNINGS -Wno-maybe-uninitialized -Wno-mismatched-new-delete)
endif()

# Tests are compiled once and run for seconds, so little optimization is faster overall. Under a sanitizer even less is:
# the time goes into compiling them. UBSan is for what the tests test.
set(TRANCHE_TEST_OPTIONS ${TRANCHE_WARNINGS} -O1)
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  set(TRANCHE_TEST_OPTIONS ${TRANCHE_WARNINGS} -O0 -fno-sanitize=undefined)
endif()

# A whole build in little more than half of the time, for who builds everything once (the presets of the sanitizers). A
# missing include is not seen then, nor does ccache know the objects again.
option(TRANCHE_PRECOMPILED_HEADERS "Precompile what nearly every source includes" OFF)

# tranche_precompiled(TARGET KIND)
# Makes a target begin with what is precompiled for its kind: `libraries` or `tests`. Each is compiled with the same
# options as the target; not so the users of gRPC, which asks for -pthread.
function(tranche_precompiled target kind)
  get_target_property(libraries ${target} LINK_LIBRARIES)
  if(TRANCHE_PRECOMPILED_HEADERS AND NOT "${libraries}" MATCHES "gRPC::|grpc")
    target_precompile_headers(${target} REUSE_FROM tranche_headers_of_${kind})
  endif()
endfunction()

# tranche_library(NAME [NOT_INSTALLED] SOURCES ... HEADERS ... DEPENDS ... PRIVATE_DEPENDS ...)
# A static library `tranche_NAME`, alias tranche::NAME, with includes that start at the root.
function(tranche_library name)
  cmake_parse_arguments(ARG "NOT_INSTALLED" "" "SOURCES;HEADERS;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(tranche_${name} STATIC ${ARG_SOURCES})
  add_library(tranche::${name} ALIAS tranche_${name})
  set_target_properties(tranche_${name} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ON)
  target_sources(tranche_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_link_libraries(tranche_${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
  target_compile_options(tranche_${name} PRIVATE ${TRANCHE_WARNINGS})
  tranche_precompiled(tranche_${name} libraries)
  if(NOT ARG_NOT_INSTALLED)
    install(TARGETS tranche_${name} EXPORT tranche FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tranche)
  endif()
endfunction()

# tranche_proto_library(NAME PROTOS ...)
# Generates with the folder kept in the include path; treated as a system header by its users.
function(tranche_proto_library name)
  cmake_parse_arguments(ARG "" "" "PROTOS" ${ARGN})
  set(generated ${PROJECT_BINARY_DIR}/generated)
  foreach(proto IN LISTS ARG_PROTOS)
    get_filename_component(stem ${proto} NAME_WE)
    set(out ${generated}/proto/${stem}.pb)
    add_custom_command(
      OUTPUT ${out}.cc ${out}.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
      COMMAND protobuf::protoc --cpp_out=${generated} -I ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/proto/${proto}
      DEPENDS ${PROJECT_SOURCE_DIR}/proto/${proto} protobuf::protoc
      VERBATIM)
    list(APPEND sources ${out}.cc)
    list(APPEND headers ${out}.h)
  endforeach()
  add_library(tranche_${name} STATIC ${sources})
  add_library(tranche::${name} ALIAS tranche_${name})
  set_target_properties(tranche_${name} PROPERTIES EXPORT_NAME ${name})
  target_sources(tranche_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${generated} FILES ${headers})
  target_include_directories(tranche_${name} SYSTEM INTERFACE $<BUILD_INTERFACE:${generated}>)
  target_link_libraries(tranche_${name} PUBLIC protobuf::libprotobuf)
  install(TARGETS tranche_${name} EXPORT tranche FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tranche)
endfunction()

# tranche_grpc_library(NAME PROTO ...)
# The stubs of a schema's services, beside the messages that tranche_proto_library makes of it.
function(tranche_grpc_library name)
  cmake_parse_arguments(ARG "" "PROTO" "" ${ARGN})
  set(generated ${PROJECT_BINARY_DIR}/generated)
  get_filename_component(stem ${ARG_PROTO} NAME_WE)
  set(out ${generated}/proto/${stem}.grpc.pb)
  add_custom_command(
    OUTPUT ${out}.cc ${out}.h
    COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
    COMMAND protobuf::protoc --grpc_out=${generated} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>
      -I ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/proto/${ARG_PROTO}
    DEPENDS ${PROJECT_SOURCE_DIR}/proto/${ARG_PROTO} protobuf::protoc gRPC::grpc_cpp_plugin
    VERBATIM)
  add_library(tranche_${name} STATIC ${out}.cc ${out}.h)
  add_library(tranche::${name} ALIAS tranche_${name})
  target_include_directories(tranche_${name} SYSTEM INTERFACE $<BUILD_INTERFACE:${generated}>)
  target_link_libraries(tranche_${name} PUBLIC tranche::proto gRPC::grpc++)
endfunction()

# tranche_precompile_headers()
# The two kinds of tranche_precompiled. Programs are compiled with another option of their position than libraries.
function(tranche_precompile_headers)
  set(common
    <algorithm> <cstdint> <deque> <functional> <map> <memory> <optional> <set> <string> <thread> <tuple> <utility>
    <variant> <vector> <absl/container/flat_hash_map.h> <absl/container/inlined_vector.h> <absl/functional/function_ref.h>
    <absl/status/status.h> <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_format.h>
    <absl/strings/str_split.h> <absl/strings/string_view.h> <absl/time/time.h> <absl/types/span.h> <proto/event.pb.h>
    <proto/proof.pb.h> <proto/request.pb.h> <proto/view.pb.h>)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/headers_of_libraries.cc CONTENT "int headers_of_libraries;\n")
  add_library(tranche_headers_of_libraries STATIC ${PROJECT_BINARY_DIR}/headers_of_libraries.cc)
  target_link_libraries(tranche_headers_of_libraries
    PRIVATE tranche::proto absl::statusor absl::flat_hash_map absl::str_format)
  target_compile_options(tranche_headers_of_libraries PRIVATE ${TRANCHE_WARNINGS})
  target_precompile_headers(tranche_headers_of_libraries PRIVATE ${common})
  if(NOT BUILD_TESTING)
    return()
  endif()
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/headers_of_tests.cc CONTENT "int main() {}\n")
  add_executable(tranche_headers_of_tests ${PROJECT_BINARY_DIR}/headers_of_tests.cc)
  target_link_libraries(tranche_headers_of_tests
    PRIVATE tranche::proto absl::statusor absl::flat_hash_map absl::str_format GTest::gmock)
  target_compile_options(tranche_headers_of_tests PRIVATE ${TRANCHE_TEST_OPTIONS})
  target_precompile_headers(tranche_headers_of_tests PRIVATE ${common} <gmock/gmock.h> <gtest/gtest.h>)
endfunction()

# tranche_test(NAME [READS_SOURCES] SOURCES ... DEPENDS ... [LABEL unit|property|golden|...])
# READS_SOURCES passes the source directory to the test as TRANCHE_SOURCE_DIR; without it the object file is identical
# in every clone, so ccache can reuse it.
function(tranche_test name)
  cmake_parse_arguments(ARG "READS_SOURCES" "LABEL;TIMEOUT" "SOURCES;DEPENDS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gmock_main)
  target_compile_options(${name} PRIVATE ${TRANCHE_TEST_OPTIONS})
  tranche_precompiled(${name} tests)
  if(ARG_READS_SOURCES)
    target_compile_definitions(${name} PRIVATE TRANCHE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()

# Makes a program use mimalloc: events are many small strings, allocated by one thread and freed by another. Sanitizers
# have an allocator of their own.
function(tranche_fast_memory name)
  if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_libraries(${name} PRIVATE mimalloc)
  endif()
endfunction()

# tranche_few_libraries(NAME)
# The program NAME is linked with archives in place of the 60 shared libraries of gRPC, protobuf, abseil and RocksDB,
# where these are: it starts in a third of the time. Only when it is made to be used, because each link writes 40 MB.
function(tranche_few_libraries name)
  get_target_property(shared gRPC::grpc IMPORTED_LOCATION_NONE)
  string(REGEX REPLACE "[.]so.*" ".a" archive "${shared}")
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND EXISTS "${archive}")
    set_target_properties(${name} PROPERTIES CXX_LINKER_LAUNCHER ${PROJECT_SOURCE_DIR}/cmake/link_archives.sh)
  endif()
endfunction()
