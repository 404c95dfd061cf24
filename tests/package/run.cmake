# Proves that the installed tree is enough to build against: installs the build,
# then configures, builds and runs the project beside this file with nothing else.
#
#   cmake -D BUILD_DIR=... -D WORK_DIR=... -D BUILD_TYPE=... -D CXX_COMPILER=... -D CXX_FLAGS=... -P run.cmake

function(run step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    string(REPLACE "\n" "\n  " output "${output}")  # message() keeps the shape of indented lines
    message(FATAL_ERROR "package test: ${step} failed (${status}):\n  ${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
run("install" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)
run("configure" ${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK_DIR}/build
    -D CMAKE_PREFIX_PATH=${WORK_DIR}/prefix -D CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
    -D CMAKE_CXX_COMPILER=${CXX_COMPILER} -D CMAKE_CXX_COMPILER_LAUNCHER=ccache -D CMAKE_BUILD_TYPE=${BUILD_TYPE} -D "CMAKE_CXX_FLAGS=${CXX_FLAGS}")
run("build" ${CMAKE_COMMAND} --build ${WORK_DIR}/build)
run("the consumer" ${WORK_DIR}/build/tranche_consumer)
if(NOT output STREQUAL "plan of Phía Bắc: 18300000000\n")
  message(FATAL_ERROR "package test: the consumer printed:\n${output}")
endif()
