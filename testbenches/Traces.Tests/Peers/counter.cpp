#include "Vcounter.h"
#include "verilated.h"
#include "verilated_vcd_c.h"

int main() {
    VerilatedContext context;
    context.traceEverOn(true);
    Vcounter top{&context};
    VerilatedVcdC trace;
    top.trace(&trace, 99);
    trace.open("verilator.vcd");
    top.reset = 1;
    for (int i = 0; i < 40; i++) {
        top.clk = i & 1;
        if (i == 4) top.reset = 0;
        top.eval();
        trace.dump(static_cast<uint64_t>(i) * 5);
    }
    trace.close();
}
