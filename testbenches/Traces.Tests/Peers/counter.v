// A counter with an FSM, a real, an integer, an event, a memory row, a bus with x and z: what Icarus Verilog dumps.
`timescale 1ns/1ps
module unit #(parameter WIDTH = 8, parameter real GAIN = 1.5) (input clk, input reset, output reg [WIDTH-1:0] count);
  always @(posedge clk) if (reset) count <= 0; else count <= count + 1;
endmodule

module top;
  reg clk = 0, reset = 1;
  wire [7:0] count;
  real v = 0.0;
  integer n = -3;
  event tick;
  reg [99:0] wide;
  wire [3:0] bus = count[0] ? 4'bz : count[5:2];
  unit u (.clk(clk), .reset(reset), .count(count));
  genvar g;
  generate for (g = 0; g < 2; g = g + 1) begin : lane
    reg [1:0] q = g;
    always @(posedge clk) q <= q + 1;
  end endgenerate
  always #5 clk = ~clk;
  always @(posedge clk) begin
    v = v + 0.25; n = n + 1; wide = {wide[98:0], clk} ^ n; -> tick;
  end
  initial begin
    $dumpfile("icarus.vcd");
    $dumpvars(0, top);
    #22 reset = 0;
    #100 $dumpoff; #20 $dumpon; #20 $dumpall; #20 $finish;
  end
endmodule
