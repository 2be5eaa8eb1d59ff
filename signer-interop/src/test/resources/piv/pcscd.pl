# Starts pcscd with a socket of its own, which it takes from systemd otherwise: pcscd.pl SOCKET PROGRAM ARGUMENT...
use strict;
use warnings;
use POSIX qw(dup2);
use Socket;

$^F = 3; # the descriptor of that number stays open
my ($path, @program) = @ARGV;
socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
bind($socket, sockaddr_un($path)) or die "bind: $!";
listen($socket, 16) or die "listen: $!";
fileno($socket) == 3 or dup2(fileno($socket), 3) or die "dup2: $!";
$ENV{LISTEN_PID} = $$;
$ENV{LISTEN_FDS} = 1;
exec @program or die "exec: $!";
