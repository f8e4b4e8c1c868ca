// Catch2's own main(), compiled once for every test executable: it is the dear part of Catch2.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
