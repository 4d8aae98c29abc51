# PE: an import names its library, and that library, or one that it forwards to, has to export it. What is imported at
# once ends the start; what is delayed is missed at the first call.
mkdir -p C/app
code() { clang --target=x86_64-pc-windows-msvc -O1 -c -o "$1.o" -x c -; }
dll() { # NAME DEFINITION…: its code is on standard input
	code "$1"
	printf '%s\n' "LIBRARY $1" EXPORTS "${@:2}" >"$1.def"
	lld-link -dll -noentry -nodefaultlib -timestamp:0 "-def:$1.def" "-implib:$1.lib" "-out:C/app/$1.dll" "$1.o"
}
exe() { lld-link -entry:start -nodefaultlib -subsystem:console -timestamp:0 -out:C/app/app.exe app.o "$@"; }
only() { try linkwright check --root . --rule LW105 --rule LW106 'C:\app\app.exe'; }
all='int one(void) { return 1; } int gone(void) { return 1; } int two(void) { return 2; }'
echo "$all" | dll two two
echo "$all" | dll one one gone two
echo '__declspec(dllimport) int one(void), gone(void), two(void); void *__delayLoadHelper2(void *a, void *b) { return 0; }
int start(void) { return one() + gone() + two(); }' | code app
exe one.lib -delayload:one.dll
echo "$all" | dll one one gone two=two.two
only
echo "$all" | dll one one two=two.other
only
echo "$all" | dll one one gone two
exe one.lib
only
echo "$all" | dll one one two
only
