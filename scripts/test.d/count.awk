# Adds up the reports of the test runs and names the tests that passed only when they were run once more; fails when a test failed or
# none ran.
function of(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
/<testcase / { test = of("classname") "." of("name") }
/<flaky(Failure|Error)/ && !(test in again) { again[test]; print "passed at the second run only: " test }
/<testsuite / { inside = 1 }
inside { ran += of("tests"); failed += of("errors") + of("failures"); skipped += of("skipped"); flaky += of("flakes") }
inside && />/ { inside = 0 }
END {
  printf "%d passed%s, %d failed, %d skipped\n", ran - failed - skipped, flaky ? " (" flaky " at the second run only)" : "", failed, skipped
  exit failed > 0 || ran == 0
}
