import{g as t,k as e}from"/assets/chunk-KORP2CCQ.js";function o({token:i}){return t(e,{title:"You are invited",tab:i===""?"Invite":"You are invited"})}export{o as InvitePage};
