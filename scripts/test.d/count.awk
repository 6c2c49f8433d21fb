# Adds up the reports of the test runs; fails when a test failed or none ran.
function of(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
{ ran += of("tests"); failed += of("errors") + of("failures"); skipped += of("skipped") }
END {
  printf "%d passed, %d failed, %d skipped\n", ran - failed - skipped, failed, skipped
  exit failed > 0 || ran == 0
}
