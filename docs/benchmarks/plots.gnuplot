# The plots of docs/benchmarks.md from the .dat files beside this one:
#   cd docs/benchmarks && gnuplot plots.gnuplot
set terminal svg size 760,440 font "sans,12" background "white"
set grid
set key below

set output "history.svg"
set title "Cost of a question by length of history (5 % late by up to a year)"
set xlabel "events in the ledger"
set ylabel "microseconds"
set logscale xy
set format x "10^{%L}"
plot "history.dat" using 1:2 with linespoints lw 2 title "a line, median", \
     "" using 1:3 with linespoints dt 2 title "a line, 99 %", \
     "" using 1:4 with linespoints lw 2 title "a province, median", \
     "" using 1:5 with linespoints lw 2 title "28 provinces, median", \
     "" using 1:6 with linespoints lw 2 title "63 provinces x 4 measures, median"

set output "late.svg"
set title "Cost of a question by share and depth of late entries (a million events)"
set xlabel "late entries, and how far back they reach at most"
unset logscale x
set format x "%s"
set xrange [-0.5:3.5]
plot "late.dat" using 0:2:xtic(1) with linespoints lw 2 title "a line, median", \
     "" using 0:3 with linespoints dt 2 title "a line, 99 %", \
     "" using 0:4 with linespoints lw 2 title "a province, median", \
     "" using 0:5 with linespoints lw 2 title "28 provinces, median", \
     "" using 0:6 with linespoints lw 2 title "63 provinces x 4 measures, median"
