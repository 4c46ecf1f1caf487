/** Tests of the rack as a whole: scripted with a clock that jumps, and over real sockets against a small fake plant. */
package metalplant.rack;
